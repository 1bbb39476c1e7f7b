"""Batches: the work that people send, from file to outcome."""
