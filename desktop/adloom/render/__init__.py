"""The only renderer: skia draws scenes to pixels."""
