"""The words and rules of a trade, as data, and how they are read."""
