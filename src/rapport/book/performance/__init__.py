"""How the accounts perform: loaded batches, and the one door to the facts."""
