"""Learner verification: is this the learner who has this ULN? One at a time, or a batch."""
