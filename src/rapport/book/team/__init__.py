"""The people who use the home."""
