"""A second reader of the update: it reads the text that a person gets and recomputes all that it says from `ask` and `explain`.

It shares nothing with what writes the text: no block, no word and no writer of `rapport.reports`, but for the one call that
has a month written (worlds.py).
"""
