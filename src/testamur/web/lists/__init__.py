"""Lists: each is declared once, in ``lists.py`` of its area, and gets all that lists have.

Columns, search, filters, sorting, page size, export as CSV and workbook, acts on a selection, a sentence for when there
is nothing, cards on phones. What is filtered is what is exported and what is acted on, and all of it stands in the
address. See ``declaration`` for what can be declared and ``views.page`` for the view that makes it a page.
"""

from testamur.web.lists.declaration import (
    Act,
    Asked,
    Choice,
    Column,
    Day,
    Kind,
    List,
    Option,
    Selection,
    Tick,
    always,
    differs,
    never,
)
from testamur.web.lists.presenters import Table, embedded
from testamur.web.lists.views import answer, page, shows

__all__ = [
    "Act",
    "Asked",
    "Choice",
    "Column",
    "Day",
    "Kind",
    "List",
    "Option",
    "Selection",
    "Table",
    "Tick",
    "always",
    "answer",
    "differs",
    "embedded",
    "never",
    "page",
    "shows",
]
