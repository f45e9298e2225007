"""The ad studio: canvases, layouts and labelled ads drawn by ourselves to train on."""
