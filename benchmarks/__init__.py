"""Measuring scripts: each prints a table anyone can rerun."""
