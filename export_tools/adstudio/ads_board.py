"""The board an ad is drawn on: picture and clean picture side by side, and every label.

Grounds and products go on both pictures, elements on the picture only. Pictures are (H, W, 3)
uint8 sRGB, boxes canvas pixels; `top` (H, W) numbers the last thing that covers a pixel.
"""

from __future__ import annotations

import cv2
import numpy as np

from adloom.types import Box
from export_tools.adstudio.elements import Patch, paste
from export_tools.adstudio.labelled import Kind, Labelled, Mark, Pixels

SEEN_CHANGE = 6
"""Largest change in a channel that still counts as none."""
SMALLEST_PX = 6
LEAST_VISIBLE = {"text": 0.3, "logo": 0.4, "decoration": 0.4, "underlay": 0.2}
Window = tuple[slice, slice]


class Board:
    """What has been drawn so far. Things are numbered in the order they were laid down."""

    def __init__(self, ground: Pixels) -> None:
        self.picture = np.ascontiguousarray(ground)
        self.clean = self.picture.copy()
        self.height, self.width = ground.shape[:2]
        self.product = np.zeros((self.height, self.width), np.uint8)
        self.ink = np.zeros((self.height, self.width), bool)
        self.top = np.zeros((self.height, self.width), np.int16)
        self.count = 0
        self.solid: set[int] = set()
        self.marks: list[tuple[Mark, int, int]] = []
        self.prints: list[Box] = []

    def put(self, patch: Patch, *, covers: bool = False) -> None:
        """Lay an element on the picture; `covers` when it hides whatever lies under it."""
        found = self._window(patch.x, patch.y, patch.pixels)
        if found is None:
            return
        here, there = found
        paste(self.picture, patch)
        self.count += 1
        if covers:
            self.solid.add(self.count)
        alpha = patch.pixels[there][..., 3]
        # half of its strongest: a faint watermark counts, the glow round a bright word does not
        self.top[here][alpha > min(100, alpha.max() // 2)] = self.count
        for mark in patch.marks:
            window = self._inside(mark.box)
            if mark.label == "text" and window is not None:
                self._add_ink(window, patch)
            seen = 0 if window is None else int((self.top[window] == self.count).sum())
            self.marks.append((mark, self.count, seen))

    def _add_ink(self, window: Window, patch: Patch) -> None:
        rows, columns = window
        top, left = max(rows.start, patch.y), max(columns.start, patch.x)
        bottom = min(rows.stop, patch.y + patch.pixels.shape[0])
        right = min(columns.stop, patch.x + patch.pixels.shape[1])
        if bottom > top and right > left:
            alpha = patch.pixels[top - patch.y : bottom - patch.y, left - patch.x : right - patch.x]
            ink = alpha[..., 3]
            self.ink[top:bottom, left:right] |= ink > min(60, int(ink.max()) // 2)

    def lay(self, patch: Patch) -> None:
        """Lay a shadow, a reflection or a piece of ground on both pictures."""
        paste(self.picture, patch)
        paste(self.clean, patch)

    def lay_ground(self, pixels: Pixels, x: int, y: int) -> None:
        """Lay an opaque piece of ground (RGB, or RGBA with a cut shape) on both pictures."""
        if pixels.shape[2] == 3:
            pixels = np.dstack([pixels, np.full(pixels.shape[:2], 255, np.uint8)])
        self.lay(Patch(pixels, x, y, ()))

    def stand(self, cutout: Pixels, x: int, y: int, prints: tuple[Box, ...] = ()) -> None:
        """Lay a product (RGBA) with its print, boxes in its own pixels, on both pictures."""
        found = self._window(x, y, cutout)
        if found is None:
            return
        here, there = found
        self.lay(Patch(cutout, x, y, ()))
        alpha = cutout[there][..., 3]
        self.product[here] = np.maximum(self.product[here], alpha)
        self.ink[here] &= alpha < 200
        self.count += 1
        self.solid.add(self.count)
        self.top[here][alpha > 100] = self.count
        self.prints += [Box(b.x + x, b.y + y, b.width, b.height) for b in prints]

    def finish(self, kind: Kind) -> Labelled:
        """Return the picture with the labels of everything that can still be seen."""
        removal = self._removal()
        marks = (
            tuple(m for m in map(self._kept, *zip(*self.marks, strict=True)) if m is not None)
            if self.marks
            else ()
        )
        prints = tuple(c for b in self.prints if (c := self._kept_print(b, removal)) is not None)
        return Labelled(kind, self.picture, self.clean, removal, self.product, marks, prints)

    def _removal(self) -> Pixels:
        gap = cv2.absdiff(self.picture, self.clean)
        changed = cv2.max(cv2.max(gap[..., 0], gap[..., 1]), gap[..., 2]) > SEEN_CHANGE
        changed |= self.ink
        kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (7, 7))
        return np.asarray(
            cv2.morphologyEx(changed.astype(np.uint8) * 255, cv2.MORPH_CLOSE, kernel), np.uint8
        )

    def _kept(self, mark: Mark, number: int, seen: int) -> Mark | None:
        """`mark` with its box on the canvas; None when it is too small or mostly hidden."""
        box = self.clipped(mark.box)
        window = self._inside(mark.box)
        if box is None or window is None or min(box.width, box.height) < SMALLEST_PX:
            return None
        least = LEAST_VISIBLE[mark.label]
        if box.area < 0.45 * mark.box.area:
            return None
        above = self.top[window]
        if mark.label == "text":
            visible = float((above == number).sum()) / max(1, seen)
        else:
            hidden = np.isin(above, [n for n in self.solid if n > number])
            visible = 1.0 - float(hidden.mean())
        return Mark(mark.label, box, mark.text, mark.role) if visible >= least else None

    def _kept_print(self, box: Box, removal: Pixels) -> Box | None:
        kept, window = self.clipped(box), self._inside(box)
        if kept is None or window is None or min(kept.width, kept.height) < SMALLEST_PX:
            return None
        return kept if float((removal[window] > 0).mean()) < 0.4 else None

    def clipped(self, box: Box) -> Box | None:
        """`box` cut at the canvas; None when nothing of it lies inside."""
        x0, y0 = max(0.0, box.x), max(0.0, box.y)
        x1, y1 = min(float(self.width), box.right), min(float(self.height), box.bottom)
        return Box(x0, y0, x1 - x0, y1 - y0) if x1 > x0 and y1 > y0 else None

    def _inside(self, box: Box) -> Window | None:
        kept = self.clipped(box)
        if kept is None:
            return None
        x0, y0 = int(kept.x), int(kept.y)
        return slice(y0, max(y0 + 1, round(kept.bottom))), slice(x0, max(x0 + 1, round(kept.right)))

    def _window(self, x: int, y: int, pixels: Pixels) -> tuple[Window, Window] | None:
        """Where pixels laid at (x, y) fall on the canvas, and which of them do."""
        height, width = pixels.shape[:2]
        x0, y0, x1, y1 = (
            max(0, x),
            max(0, y),
            min(self.width, x + width),
            min(self.height, y + height),
        )
        if x1 <= x0 or y1 <= y0:
            return None
        here = (slice(y0, y1), slice(x0, x1))
        return here, (slice(y0 - y, y1 - y), slice(x0 - x, x1 - x))

    def mean_colour(self, box: Box) -> tuple[int, int, int]:
        """The mean colour of the picture under `box`."""
        window = self._inside(box)
        if window is None:
            return 128, 128, 128
        red, green, blue = (round(float(v)) for v in self.picture[window][::4, ::4].mean((0, 1)))
        return red, green, blue

    def restlessness(self, box: Box) -> float:
        """The spread of brightness (0-127) of the picture under `box`."""
        window = self._inside(box)
        if window is None:
            return 0.0
        return float(self.picture[window][::4, ::4, 1].std())

    def is_free(self, box: Box) -> bool:
        """Whether nothing has been laid on the part of `box` that lies on the canvas."""
        window = self._inside(box)
        return window is not None and not (self.top[window] > 0).any()

    def free_box(self, rng: np.random.Generator, width: int, height: int) -> Box | None:
        """A place of that size where nothing lies yet, near the rim by preference."""
        taken = ((self.top > 0) | (self.product > 40)).astype(np.uint8)
        pad = max(4, min(self.width, self.height) // 40)
        taken[:pad], taken[-pad:], taken[:, :pad], taken[:, -pad:] = 1, 1, 1, 1
        if height >= self.height or width >= self.width:
            return None
        sums = cv2.integral(taken)
        load = (
            sums[height:, width:]
            - sums[:-height, width:]
            - sums[height:, :-width]
            + sums[:-height, :-width]
        )
        places = np.argwhere(load[::6, ::6] == 0) * 6
        if not len(places):
            return None
        y, x = (int(v) for v in places[int(rng.integers(len(places)))])
        return Box(x, y, width, height)
