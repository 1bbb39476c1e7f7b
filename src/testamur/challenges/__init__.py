"""Event data challenges: somebody says that a record is wrong, and it is seen through to the corrected record."""
