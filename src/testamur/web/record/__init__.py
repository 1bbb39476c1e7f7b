"""The learner's own record: what is on it, how it came to be so, and who may see it."""
