"""Sending batches: a page for each kind of the registry, and one that lists them."""
