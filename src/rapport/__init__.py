"""Rapport: the book of business, whose numbers add up, open to their source row and say why they moved."""
