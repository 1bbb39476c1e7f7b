"""The pages of the help, in their order, and the search over them."""

from django.utils.translation import gettext_lazy as _

from testamur.web.help.presenters.searching import PAGES, find

TITLE = _("Help")

__all__ = ["PAGES", "TITLE", "find"]
