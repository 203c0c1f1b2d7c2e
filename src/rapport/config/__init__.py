"""Settings: where all is joined."""
