"""What was shipped, sold and billed: batches of facts, and exact answers from them. Knows no Django."""
