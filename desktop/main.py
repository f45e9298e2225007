"""Launcher of the desktop window."""

from __future__ import annotations

from adloom.ui.app import main

if __name__ == "__main__":
    raise SystemExit(main())
