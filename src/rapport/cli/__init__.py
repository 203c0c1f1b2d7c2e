"""The command line of the contract: one file a noun."""

from rapport.cli.app import main

__all__ = ["main"]
