"""layout-ar: the autoregressive VAE that lays out ads round a product (MODELS 2b)."""
