"""A small fabricated partner, to look around in."""
