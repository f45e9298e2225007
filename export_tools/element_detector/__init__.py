"""element-detector: finds what was laid over a photo, and marks the pixels to remove."""
