"""product-matting: from ImageNet weights to a shipped int8 network that cuts products out."""
