"""The inpainter's training: stock, holes, network, losses, measuring, export."""
