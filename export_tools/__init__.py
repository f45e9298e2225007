"""Train, export, quantize and check the networks; never shipped."""
