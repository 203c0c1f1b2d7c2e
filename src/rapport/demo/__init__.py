"""A small fabricated partner, to look around in: files as a partner and its distributors send them, and their import."""
