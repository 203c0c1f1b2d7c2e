"""A fabricated world, to look around in: files as partners, distributors and our own teams send them, and their import."""
