"""Pages of the weekly report of outstanding challenges, and of sending it back with decisions."""
