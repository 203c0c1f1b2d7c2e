"""What the numbers mean: pure calculation, without Django, files or a clock."""
