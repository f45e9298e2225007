"""material-filter: from ImageNet weights to a shipped int8 network that names a photo's kind."""
