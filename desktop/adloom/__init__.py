"""Adloom turns a product photo and facts into finished ad creatives, offline."""

from __future__ import annotations

__version__ = "0.1.0"
