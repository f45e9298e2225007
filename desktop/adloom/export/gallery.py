"""A static HTML page of finished creatives, grouped by product; self-contained, links relative.

Nothing is fetched from anywhere: one style sheet inside the page, no script.
"""

from __future__ import annotations

import contextlib
import html
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from adloom.errors import ExportError


@dataclass(frozen=True)
class Exhibit:
    """One creative on the page: its picture file, pixel size and what is told of it."""

    picture: Path
    product: str
    width: int
    height: int
    variant: int
    seed: int
    seconds: float
    notes: tuple[str, ...] = ()
    why: tuple[str, ...] = ()


def write(exhibits: Sequence[Exhibit], path: Path, failures: Sequence[str] = ()) -> Path:
    """Write the page to `path`, whole or not at all; raise ExportError if the disk refuses."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(page(exhibits, path.parent, failures), "utf-8")
        partial.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            partial.unlink()
        raise ExportError(str(path), f"{path} cannot be written: {error.strerror}.") from error
    return path


def page(exhibits: Sequence[Exhibit], folder: Path, failures: Sequence[str] = ()) -> str:
    """Return the page's HTML; links are relative to `folder`."""
    products: dict[str, list[Exhibit]] = {}
    for exhibit in exhibits:
        products.setdefault(exhibit.product, []).append(exhibit)
    sections = "\n".join(_section(name, shown, folder) for name, shown in products.items())
    missed = ""
    if failures:
        lines = "".join(f"<li>{html.escape(line)}</li>" for line in failures)
        missed = f'<section class="missed"><h2>Not made</h2><ul>{lines}</ul></section>'
    plural = "" if len(exhibits) == 1 else "s"
    count = f"{len(exhibits)} creative{plural} of {len(products)} product"
    count += "" if len(products) == 1 else "s"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Adloom: {count}</title>\n<style>{STYLE}</style></head>\n<body>\n"
        f"<header><h1>Adloom</h1><p>{count}</p></header>\n<main>\n{sections}\n{missed}</main>\n"
        "</body></html>\n"
    )


def _section(name: str, exhibits: Iterable[Exhibit], folder: Path) -> str:
    # The widest shapes stand first, each on a line of its own; squarer ones share lines.
    ordered = sorted(exhibits, key=lambda shown: (shown.variant, -shown.width / shown.height))
    figures = "\n".join(_figure(exhibit, folder) for exhibit in ordered)
    return f'<section><h2>{html.escape(name)}</h2>\n<div class="wall">\n{figures}\n</div></section>'


def _figure(exhibit: Exhibit, folder: Path) -> str:
    link = quote(Path(os.path.relpath(exhibit.picture, folder)).as_posix())
    ratio = exhibit.width / exhibit.height
    told = [f"{exhibit.width} × {exhibit.height}", f"variant {exhibit.variant}"]
    told += [f"seed {exhibit.seed}", f"{exhibit.seconds:.1f} s"]
    alt = html.escape(f"{exhibit.product}, {told[0]}, variant {exhibit.variant}", quote=True)
    notes = "".join(f"<em>{html.escape(note)}</em>" for note in exhibit.notes)
    why = ""
    if exhibit.why:
        lines = "".join(f"<li>{html.escape(line)}</li>" for line in exhibit.why)
        why = f"<details><summary>Why</summary><ul>{lines}</ul></details>"
    return (
        f'<figure style="--ratio:{ratio:.4f}"><a href="{link}">'
        f'<img src="{link}" alt="{alt}" width="{exhibit.width}" height="{exhibit.height}" '
        f'loading="lazy"></a><figcaption><b>{told[0]}</b> <span>{" · ".join(told[1:])}</span>'
        f"{notes}{why}</figcaption></figure>"
    )


STYLE = """
:root { color-scheme: light dark; --page: #f4f3f0; --card: #ffffff; --ink: #1d1f23;
  --quiet: #6d7178; --line: #e2e0da; --accent: #1f6f5c; }
@media (prefers-color-scheme: dark) { :root { --page: #16181b; --card: #1f2226; --ink: #eceae6;
  --quiet: #989ca3; --line: #30343a; --accent: #6cc3ab; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink);
  font: 15px/1.5 Inter, "Segoe UI", "Noto Sans", system-ui, sans-serif; }
header { display: flex; align-items: baseline; gap: 16px; padding: 28px 40px 20px;
  border-bottom: 1px solid var(--line); }
h1 { margin: 0; font-size: 22px; letter-spacing: -.01em; }
header p { margin: 0; color: var(--quiet); }
main { max-width: 1560px; margin: 0 auto; padding: 12px 40px 60px; }
h2 { margin: 36px 0 14px; font-size: 17px; font-weight: 600; }
.wall { display: flex; flex-wrap: wrap; gap: 18px; align-items: flex-start; }
figure { margin: 0; flex: 0 1 calc(var(--ratio) * 340px); max-width: 100%; min-width: 150px;
  background: var(--card); border: 1px solid var(--line); border-radius: 10px; overflow: hidden; }
figure a { display: block; }
figure img { display: block; width: 100%; height: auto; }
figcaption { padding: 9px 12px 10px; font-size: 13px; border-top: 1px solid var(--line); }
figcaption span { color: var(--quiet); }
figcaption em { display: block; color: var(--accent); font-style: normal; }
details { margin-top: 4px; color: var(--quiet); }
summary { cursor: pointer; }
details ul { margin: 6px 0 2px; padding-left: 18px; }
.missed li { color: var(--quiet); }
@media (max-width: 700px) { header, main { padding-left: 16px; padding-right: 16px; } }
"""
