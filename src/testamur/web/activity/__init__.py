"""The activity log: what happened to all records of a kind that somebody may see."""
