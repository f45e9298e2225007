"""The engine process: messages are tagged, a deaf job is killed, a dead engine is replaced."""

from __future__ import annotations

import os
import time

import pytest

from adloom.executors.base import DoneMessage, FailedMessage, ProgressMessage
from adloom.executors.process import ProcessExecutor
from adloom.types import Brief, Product, Progress


def obedient(jobs, messages, cancelled_through, workspace):
    while (item := jobs.get()) is not None:
        job, brief = item
        for step in range(200):
            if job <= cancelled_through.value:
                messages.put(DoneMessage(job, cancelled=True))
                break
            if brief.count == 1 and step > 1:
                messages.put(DoneMessage(job))
                break
            messages.put(ProgressMessage(job, Progress("layout", "a", step, 200)))
            time.sleep(0.02)


def deaf(jobs, messages, cancelled_through, workspace):
    while jobs.get() is not None:
        time.sleep(60)


def dying(jobs, messages, cancelled_through, workspace):
    jobs.get()
    os._exit(3)


def brief(count: int = 1) -> Brief:
    return Brief(Product(images=("a.png",)), (), count=count)


def collect(executor: ProcessExecutor, seconds: float) -> list:
    end, got = time.monotonic() + seconds, []
    while time.monotonic() < end:
        message = executor.poll(0.05)
        if message is not None:
            got.append(message)
        if isinstance(message, DoneMessage):
            break
    return got


@pytest.fixture
def start(tmp_path):
    running = []

    def make(target, patience=3.0):
        executor = ProcessExecutor(tmp_path, target, patience)
        running.append(executor)
        return executor

    yield make
    for executor in running:
        executor.close()


def test_messages_carry_the_job_they_belong_to(start):
    executor = start(obedient)
    first, second = executor.submit(brief()), executor.submit(brief())
    got = collect(executor, 20) + collect(executor, 20)
    assert [m.job for m in got if isinstance(m, DoneMessage)] == [first, second]
    assert all(m.job in (first, second) for m in got)


def test_a_cancel_stops_a_running_job_at_its_next_report(start):
    executor = start(obedient)
    job = executor.submit(brief(count=2))
    while executor.poll(0.1) is None:
        pass
    executor.cancel()
    got = collect(executor, 20)
    assert got[-1] == DoneMessage(job, cancelled=True)


def test_a_job_that_ignores_a_cancel_is_killed_and_the_engine_respawned(start):
    executor = start(deaf, patience=0.3)
    job = executor.submit(brief())
    time.sleep(0.5)
    before = executor._process.pid
    executor.cancel()
    assert collect(executor, 10)[-1] == DoneMessage(job, cancelled=True)
    assert executor._process.pid != before
    assert executor._process.is_alive()


def test_an_engine_that_dies_is_said_and_replaced(start):
    executor = start(dying)
    job = executor.submit(brief())
    got = collect(executor, 20)
    assert any(isinstance(m, FailedMessage) and m.job == job for m in got)
    assert executor._process.is_alive()
