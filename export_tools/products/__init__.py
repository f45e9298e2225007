"""Photographic product renders: the sample pictures and the matting training set, with Blender."""
