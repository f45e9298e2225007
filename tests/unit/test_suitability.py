"""Promises of the picture's verdict: exact where it can be, whole strips seen, plain words."""

from __future__ import annotations

import numpy as np
import pytest

from adloom.inference.images import PAD_VALUE
from adloom.stages import suitability
from export_tools.adstudio.labelled import KINDS

SIDE = 224


class ToldSession:
    """A session that answers with given scores in turn and keeps what it was shown."""

    device = "test:CPU"

    def __init__(self, *answers: dict[str, float]) -> None:
        self._answers = list(answers)
        self.seen: list[np.ndarray] = []

    def run(self, inputs: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        self.seen.append(inputs["image"])
        told = self._answers[min(len(self.seen), len(self._answers)) - 1]
        return {"scores": np.array([[told.get(kind, 0.0) for kind in KINDS]], np.float32)}

    def close(self) -> None:
        pass


def noise(rows: int, columns: int) -> np.ndarray:
    return np.random.default_rng(4).integers(0, 255, (rows, columns, 3), dtype=np.uint8)


def test_kinds_are_those_the_network_was_trained_on_in_their_order() -> None:
    assert suitability.KINDS == KINDS
    assert set(KINDS) > suitability.REFUSED
    assert set(suitability.NAMES) == set(suitability.ADVICE) == set(KINDS)


@pytest.mark.parametrize("size", [(63, 900), (900, 63), (120, 120), (1, 1)])
def test_a_tiny_picture_is_refused_without_the_network(size: tuple[int, int]) -> None:
    session = ToldSession({"product_plain": 1.0})
    verdict = suitability.judge(noise(*size), session, SIDE)
    assert (verdict.kind, verdict.refused) == ("unusable", True)
    assert not session.seen
    assert f"{size[1]} x {size[0]} pixels" in verdict.reason


@pytest.mark.parametrize("level", [0, 127, 255])
def test_a_blank_picture_is_refused_even_with_faint_noise(level: int) -> None:
    blank = np.full((300, 400, 3), level, np.uint8)
    blank[::2] ^= 1
    session = ToldSession({"product_plain": 1.0})
    assert suitability.judge(blank, session, SIDE).kind == "unusable"
    assert not session.seen


def test_a_small_mark_on_white_paper_is_not_blank() -> None:
    paper = np.full((600, 600, 3), 255, np.uint8)
    paper[280:300, 250:350] = 20
    assert suitability.told_without_network(paper) is None


def test_the_strongest_kind_wins_and_scores_are_passed_on() -> None:
    scores = {"collage": 0.7, "finished_ad": 0.3}
    verdict = suitability.judge(noise(300, 300), ToldSession(scores), SIDE)
    assert verdict.kind == "collage"
    assert verdict.refused
    assert verdict.scores["finished_ad"] == pytest.approx(0.3)
    assert sum(verdict.scores.values()) == pytest.approx(1)


@pytest.mark.parametrize("kind", ["product_plain", "product_scene", "finished_ad"])
def test_pictures_an_ad_can_be_made_of_are_not_refused(kind: str) -> None:
    assert not suitability.judge(noise(300, 300), ToldSession({kind: 1.0}), SIDE).refused


def test_an_unsure_verdict_names_the_other_kind_too() -> None:
    unsure = suitability.judge(
        noise(300, 300), ToldSession({"text_page": 0.5, "collage": 0.4}), SIDE
    )
    sure = suitability.judge(noise(300, 300), ToldSession({"text_page": 0.9, "collage": 0.1}), SIDE)
    assert suitability.NAMES["collage"] in unsure.reason
    assert suitability.NAMES["collage"] not in sure.reason


@pytest.mark.parametrize(("size", "count"), [((400, 900), 1), ((200, 1600), 4), ((1600, 200), 4)])
def test_a_long_strip_is_seen_whole_and_in_pieces(size: tuple[int, int], count: int) -> None:
    session = ToldSession({"product_scene": 1.0})
    suitability.judge(noise(*size), session, SIDE)
    assert len(session.seen) == count
    filled = [(np.abs(v * 255 - PAD_VALUE) > 1).any(axis=1).mean() for v in session.seen]
    assert all(share > 0.45 for share in filled[1:])  # a piece fills half of the square


def test_pieces_of_a_strip_reach_both_of_its_ends() -> None:
    strip = np.full((200, 1600, 3), 90, np.uint8)
    strip[:, :40], strip[:, -40:] = (255, 0, 0), (0, 0, 255)
    _, first, _, last = suitability.views(strip, SIDE)
    middle = SIDE // 2
    assert first[0, 0, middle, 2] == pytest.approx(1, abs=0.02)
    assert last[0, 2, middle, -3] == pytest.approx(1, abs=0.02)


def test_what_all_pieces_show_outweighs_a_weak_whole() -> None:
    whole, piece = {"unusable": 0.6, "text_page": 0.4}, {"text_page": 0.9, "unusable": 0.1}
    verdict = suitability.judge(noise(150, 1500), ToldSession(whole, piece), SIDE)
    assert verdict.kind == "text_page"
    assert verdict.scores["text_page"] == pytest.approx(0.65)


def test_the_decision_carries_reason_score_and_losers() -> None:
    scores = {"finished_ad": 0.8, "collage": 0.19, "unusable": 0.001}
    verdict = suitability.judge(noise(300, 300), ToldSession(scores), SIDE)
    decision = verdict.as_decision()
    assert (decision.subject, decision.chosen) == ("suitability", "finished_ad")
    assert decision.reason == verdict.reason
    assert decision.score == pytest.approx(0.8)
    assert [name for name, _, _ in decision.rejected] == ["collage"]
    assert not decision.fallback


def test_a_session_that_fails_is_not_papered_over() -> None:
    class Broken(ToldSession):
        def run(self, inputs: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
            raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        suitability.judge(noise(300, 300), Broken(), SIDE)
