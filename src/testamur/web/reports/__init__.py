"""Reports for awarding organisations: a table, its picture, and both to take away (ACH-14)."""
