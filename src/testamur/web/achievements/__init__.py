"""Achievements: of one learner, one by one, and changes of single records."""
