"""Migrations of what people add to documents."""
