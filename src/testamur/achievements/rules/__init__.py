"""What can be said of an achievement's values without asking a register."""
