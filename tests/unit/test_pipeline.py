"""The way keeps going: a size that fails is told, a creative that fails its checks gives way."""

from __future__ import annotations

from dataclasses import replace

import pytest

from adloom import pipeline
from adloom.assets import MemoryAssets
from adloom.errors import BriefError, Cancelled, IntakeError, StageError
from adloom.pipeline import Failure, generate
from adloom.ranking import Candidate, likeness, ranked_candidates
from adloom.stages.copywriting import CopyBundle
from adloom.types import (
    Box,
    Brief,
    CheckResult,
    Creative,
    Decision,
    Element,
    Framing,
    Layout,
    Material,
    Product,
    Progress,
    Scene,
    Size,
    TextLayer,
)

HEADLINE = TextLayer("headline", "headline", Box(0, 0, 9, 9), text="Hi")
SIZES = (Size(100, 100), Size(200, 100), Size(300, 100))


def layout_at(x: float, score: float, canvas=(100, 100)) -> Layout:
    return Layout(canvas, (Element("headline", Box(x, 10, 40, 20)),), score)


class Stages:
    """Stands in for the stages; what it is told to do wrong, it does."""

    def __init__(self, monkeypatch):
        self.written = []
        self.passes = lambda layout: True
        self.refuse_size = ""
        self.defect = ""
        self.wordless = None
        self.product = None
        monkeypatch.setattr(pipeline, "open_models", lambda catalog: None)
        monkeypatch.setattr(pipeline, "layout_model", lambda catalog: None)
        monkeypatch.setattr(pipeline, "copy_model", lambda catalog: None)
        monkeypatch.setattr(pipeline, "device_decisions", lambda catalog: ())
        monkeypatch.setattr(pipeline, "MODELS", ())
        monkeypatch.setattr(pipeline.material, "mine", self.mine)
        monkeypatch.setattr(pipeline.framing, "frame", self.frame)
        monkeypatch.setattr(pipeline.layout, "propose", self.propose)
        monkeypatch.setattr(pipeline.copywriting, "write_all", self.write_all)
        monkeypatch.setattr(pipeline.attributes, "predict", lambda *_, **__: ({}, ()))
        monkeypatch.setattr(pipeline, "assemble", self.assemble)
        monkeypatch.setattr(pipeline.checks, "check_and_repair", self.check)

    def mine(self, brief, *_):
        if self.defect == "material":
            raise IntakeError("a.png", "a.png is empty.")
        told = (Decision("material", "product", "cut out"),)
        box = self.product
        return Material("", "", "", 9, 9, box, "plain", (), "#ffffffff", 1.0, decisions=told)

    def frame(self, material, size, brief, assets, *, count, seed):
        if size.name == self.refuse_size:
            raise StageError("framing", "This size cannot be framed.")
        if self.defect == size.name:
            raise ZeroDivisionError
        box = material.product_box
        return tuple(Framing("crop", f"{n}", "", box) for n in range(count)), ()

    def propose(self, framing, size, *_, count, seed, report):
        report(Progress("layout", size.name, 0, 1))
        if framing.product_box is not None:
            return (), ()
        canvas = (size.width, size.height)
        return tuple(layout_at(20.0 * n, 0.9 - 0.1 * n, canvas) for n in range(3)), ()

    def write_all(self, product, slots, *_, report, **__):
        self.written.append(len(slots))
        return [CopyBundle((), ()) for _ in slots]

    def assemble(self, framing, layout, copies, styles, brief, *, size, seed, assets):
        words = () if layout.score == self.wordless else (HEADLINE,)
        colour = f"#0000{int(layout.score * 99):02}ff"
        return Scene(size.width, size.height, words, background=colour)

    def check(self, scene, framing, assets, limits):
        passed = self.passes(scene)
        return scene, (CheckResult("contrast", passed, ""),), ()


@pytest.fixture
def stages(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return Stages(monkeypatch)


class NoCatalog:
    def session(self, name):
        return None


def run(report=lambda _: None, **changes):
    brief = replace(Brief(Product(("a.png",)), SIZES), **changes)
    return list(generate(brief, NoCatalog(), MemoryAssets(), report))


def test_every_size_and_variant_comes_in_order_and_copy_is_one_batch(stages):
    made = run(count=2)
    assert [(c.size, c.variant) for c in made] == [(s, v) for s in SIZES for v in (1, 2)]
    assert stages.written == [6]
    assert made[0].decisions[0].stage == "material"
    assert {"material", "framing", "layout", "copywriting", "checks"} <= {
        stage for stage, _ in made[0].seconds
    }


def test_where_the_product_leaves_no_room_the_photo_is_used_whole_and_that_is_said(stages):
    stages.product = Box(0, 0, 9, 9)
    made = run()
    assert [type(result) for result in made] == [Creative] * len(SIZES)
    for creative in made:
        told = [d for d in creative.decisions if d.chosen == "the photo as it is"]
        assert len(told) == 1
        assert told[0].fallback


def test_one_size_that_fails_does_not_stop_the_rest(stages):
    stages.refuse_size = "200x100"
    made = run()
    assert [type(result) for result in made] == [Failure, Creative, Creative]
    assert str(made[0].error) == "This size cannot be framed."


def test_a_defect_of_ours_is_a_failure_of_that_size_with_the_log_named(stages, tmp_path):
    stages.defect = "100x100"
    made = run()
    assert isinstance(made[0], Failure)
    assert "crash.log" in str(made[0].error)
    assert "ZeroDivisionError" in next(tmp_path.rglob("crash.log")).read_text()
    assert len(made) == 3


def test_a_creative_that_fails_its_checks_gives_way_to_the_next_candidate(stages):
    stages.passes = lambda scene: scene.background != "#000089ff"
    (first, *_) = run(sizes=SIZES[:1])
    assert first.checks[0].passed
    assert stages.written == [1, 1, 1], "the words of each further candidate are written anew"


def test_a_creative_that_lost_its_headline_gives_way_too(stages):
    stages.wordless = 0.9
    (only,) = run(sizes=SIZES[:1])
    assert only.scene.layers == (HEADLINE,)
    assert only.score < 0.9


def test_where_all_fail_the_best_is_still_delivered_with_its_verdict(stages):
    stages.passes = lambda scene: False
    (only,) = run(sizes=SIZES[:1])
    assert not only.checks[0].passed


def test_a_photo_of_no_use_and_an_empty_brief_are_sentences(stages):
    with pytest.raises(BriefError):
        run(sizes=())
    stages.defect = "material"
    with pytest.raises(IntakeError):
        run()


def test_cancelling_at_any_report_stops_at_once(stages):
    def stop(progress):
        if progress.stage == "layout":
            raise Cancelled

    with pytest.raises(Cancelled):
        run(stop)


def test_variants_prefer_what_was_not_shown():
    framings = [Framing("crop", str(n), "", None) for n in range(2)]
    pool = [
        Candidate(framings[0], layout_at(0, 0.9), 0),
        Candidate(framings[0], layout_at(2, 0.88), 0),
    ]
    pool.append(Candidate(framings[1], layout_at(50, 0.8), 1))
    first = ranked_candidates(pool, [])[0]
    assert first is pool[0]
    assert ranked_candidates(pool, [first])[0] is pool[2]
    assert likeness(layout_at(0, 1), layout_at(0, 1)) == 1.0
    assert likeness(layout_at(0, 1), layout_at(60, 1)) == 0.0
