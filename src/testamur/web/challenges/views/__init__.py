"""One module a part of a challenge's life."""
