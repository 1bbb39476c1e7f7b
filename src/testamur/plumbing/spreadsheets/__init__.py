"""Workbooks (.xlsx): written so that nothing in them can run, and read where they can do no harm.

``writing`` makes workbooks of texts for people to write in, ``tables`` makes workbooks of figures. ``reading`` looks
over an uploaded workbook and then lets a child process with limits (``child``) take it apart.
"""

from testamur.plumbing.spreadsheets.reading import Limits, Sheet, Unfit, Unusable, read
from testamur.plumbing.spreadsheets.writing import Column, fitting, workbook

__all__ = ["Column", "Limits", "Sheet", "Unfit", "Unusable", "fitting", "read", "workbook"]
