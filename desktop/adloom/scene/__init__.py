"""Scenes: assembling, checking and repairing them."""
