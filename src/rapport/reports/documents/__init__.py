"""Documents: which sections stand in which order is in the pack; here is what stands around them."""
