"""A centre's own records: its data return, sent as a batch."""
