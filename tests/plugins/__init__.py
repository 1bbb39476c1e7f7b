"""Plugins of the suite itself, loaded by `-p` before any settings."""
