"""Learners' records for providers and local authorities: they name the learner first, and only then see anything."""
