"""The house rules that a reader of one file cannot see: import direction, owners, sizes, words."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "desktop" / "adloom"
MODULES = sorted(PACKAGE.rglob("*.py"))

NETWORK = {"socket", "ssl", "requests", "httpx", "aiohttp", "ftplib", "smtplib", "telnetlib"}
NETWORK_PARTS = {"urllib.request", "http.client", "http.server", "asyncio.open_connection"}
TRAINING = {"torch", "transformers", "nncf", "onnx", "optimum", "ray", "export_tools"}
SLOW = {"openvino", "onnxruntime", "skia", "tokenizers", "rich", "pi_heif", "platformdirs"}
OWNERS = {
    "openvino": ("inference",),
    "onnxruntime": ("inference",),
    "skia": ("render", "export"),
    "PySide6": ("ui",),
    "typer": ("cli_app.py",),
}


def imports(path: Path, *, at_module_level: bool = False) -> set[str]:
    """Return the dotted names a module imports, those for type checking left out."""
    tree = ast.parse(path.read_text("utf-8"))
    kept: list[ast.AST] = []
    for node in tree.body:
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        kept.append(node)
    found: set[str] = set()
    nodes = kept if at_module_level else [n for top in kept for n in ast.walk(top)]
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def tops(names: set[str]) -> set[str]:
    return {name.partition(".")[0] for name in names}


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_module_imports_only_what_it_may(path):
    names = imports(path)
    assert not tops(names) & (NETWORK | TRAINING)
    assert not names & NETWORK_PARTS
    place = path.relative_to(PACKAGE).parts[0]
    for library, owners in OWNERS.items():
        if library in tops(names):
            assert place in owners, f"{library} belongs to {owners}"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_slow_libraries_are_imported_late(path):
    assert not tops(imports(path, at_module_level=True)) & SLOW


def test_modules_and_functions_stay_small():
    large = []
    for path in MODULES:
        text = path.read_text("utf-8")
        lines = text.count("\n")
        if lines > 520:
            large.append(f"{path.name}: {lines} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and node.name != "make":
                body = node.end_lineno - node.body[0].lineno + 1
                if body > 60:
                    large.append(f"{path.name}:{node.name}: {body} lines")
    assert not large


def test_no_file_names_a_machine_or_a_registry():
    # Spelt in pieces, so that this file does not find itself.
    words = re.compile("|".join(["/" + "work/", "/" + "root/", "pypi" + r"\.org", "/" + "tmp/"]))
    found = []
    for folder in ("desktop", "export_tools", "tests", "benchmarks", "resources", "models", "docs"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in (".py", ".md", ".json", ".toml", ".txt") and path.is_file():
                for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1):
                    if words.search(line):
                        found.append(f"{path.relative_to(ROOT)}:{number}")
    assert not found
