"""Documents out: blocks of numbers and words, and the writers that draw them."""
