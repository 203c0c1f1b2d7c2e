"""Who did what, when, to what: a chain of entries that cannot be changed unseen."""
