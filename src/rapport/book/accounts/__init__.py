"""The accounts, and who may see what."""
