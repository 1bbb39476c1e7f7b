"""Nominated contacts: seen, asked for, and decided."""

from testamur.api.contacts.views import router

__all__ = ["router"]
