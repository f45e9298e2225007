"""Choosing, subsetting and indexing the bundled fonts."""
