"""Planted faults: small wrong changes to the program, each of which must turn a named test red."""
