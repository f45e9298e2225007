"""The four learned stages, one plain function each."""
