"""A centre's own records, sent as batches."""

from testamur.api.centre_records.views import router

__all__ = ["router"]
