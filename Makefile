# Everything a fresh Debian machine with Python 3.11 needs: `make demo` and `make test`.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV ?= .venv
PY := $(VENV)/bin/python
APT := libegl1 libgl1 libfontconfig1 libxkbcommon0 libdbus-1-3 libglib2.0-0
DEMO_SIZES := 1080x1080,1080x1920,1200x628,728x90
export QT_QPA_PLATFORM ?= offscreen

.PHONY: setup demo test bench app bundle lint clean
setup: $(VENV)/.ready

# Debian keeps venv and the shared libraries of Qt and skia in packages of their own.
$(VENV)/.ready: requirements.txt pyproject.toml
	@missing=""; for p in $(APT) python3-venv; do \
	  dpkg -s $$p >/dev/null 2>&1 || missing="$$missing $$p"; done; \
	if [ -n "$$missing" ] && command -v apt-get >/dev/null; then \
	  if [ "$$(id -u)" = 0 ]; then apt-get update -qq && \
	    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing; \
	  else echo "Please run: sudo apt-get install$$missing" >&2; exit 1; fi; fi
	$(PYTHON) -m venv $(VENV)
	$(PY) -m pip install -q --disable-pip-version-check -r requirements.txt
	$(PY) -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

demo: setup
	$(PY) -m adloom.cli make resources/samples --sizes $(DEMO_SIZES) --out gallery --gallery --overwrite
	@echo "Open gallery/index.html"

lint: setup
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports

test: lint
	$(PY) -m pytest -n 2

bench: setup
	$(PY) -m benchmarks.rendering
	@if $(PY) -c "import torch, onnx" 2>/dev/null; then $(PY) -m benchmarks.material; \
	else echo "benchmarks.material is left out: it exports float networks, pip install -e '.[train]'"; fi
	$(PY) -m benchmarks.layout
	$(PY) -m benchmarks.style
	$(PY) -m benchmarks.copywriting
	$(PY) -m benchmarks.end_to_end

app: setup
	QT_QPA_PLATFORM= $(PY) desktop/main.py

bundle: setup
	$(VENV)/bin/pyinstaller --noconfirm build.spec

clean:
	rm -rf build dist gallery .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
