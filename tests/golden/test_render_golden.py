"""Golden images: the whole picture and its worst tile must stay near the reference.

ADLOOM_UPDATE_GOLDEN=1 rewrites the references: look at them before keeping them.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from scenes import SCENES

from adloom.assets import MemoryAssets
from adloom.render.compose import render

HERE = Path(__file__).parent
LARGEST_RMSE = 1.5
LARGEST_TILE_RMSE = 8.0
TILE = 20


def tile_rmse(difference: np.ndarray) -> float:
    """Return the largest RMSE of any tile of TILE x TILE pixels."""
    height, width = (side // TILE * TILE for side in difference.shape[:2])
    tiles = difference[:height, :width].reshape(height // TILE, TILE, width // TILE, TILE, -1)
    return float(np.sqrt((tiles.astype(np.float64) ** 2).mean(axis=(1, 3, 4)).max()))


@pytest.mark.parametrize("name", SCENES)
def test_the_renderer_draws_what_it_drew(name, tmp_path):
    actual = render(SCENES[name](), MemoryAssets())
    reference = HERE / "reference" / f"{name}.png"
    if os.environ.get("ADLOOM_UPDATE_GOLDEN"):
        Image.fromarray(actual).convert("RGB").save(reference, optimize=True)
    expected = np.asarray(Image.open(reference).convert("RGBA"))
    assert actual.shape == expected.shape
    difference = actual.astype(int) - expected.astype(int)
    rmse, worst = float(np.sqrt((difference**2).mean())), tile_rmse(difference)
    if rmse > LARGEST_RMSE or worst > LARGEST_TILE_RMSE:
        Image.fromarray(actual).save(tmp_path / "actual.png")
        shown = (np.abs(difference[..., :3]) * 4).clip(0, 255).astype(np.uint8)
        Image.fromarray(shown).save(tmp_path / "diff.png")
        pytest.fail(f"{name}: RMSE {rmse:.2f}, worst tile {worst:.2f}; see {tmp_path}")
