"""`python -m export_tools <model> <step>`: train, export, quantize and check one network."""

from __future__ import annotations

import importlib
import sys

TOOLS = {
    "material-filter": "export_tools.material_filter.cli",
    "product-matting": "export_tools.product_matting.cli",
    "layout-ar": "export_tools.layout_ar.cli",
    "style-predictor": "export_tools.style_predictor.cli",
    "copywriter": "export_tools.copywriter.cli",
    "element-detector": "export_tools.element_detector.cli",
    "inpainter": "export_tools.inpainter.cli",
    "fonts": "export_tools.fonts.cli",
    "adstudio": "export_tools.adstudio.cli",
}


def main(argv: list[str]) -> int:
    """Dispatch to the tool named first; return its exit code."""
    if not argv or argv[0] not in TOOLS:
        print(f"usage: python -m export_tools {{{'|'.join(TOOLS)}}} STEP ...")
        return 2
    return int(importlib.import_module(TOOLS[argv[0]]).main(argv[1:]) or 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
