"""Challenges as their pages show them."""

from testamur.web.challenges.presenters.correcting import CorrectionPage, correction_page
from testamur.web.challenges.presenters.detail import ChallengePage, challenge_page
from testamur.web.challenges.presenters.listing import ListScope, Row, list_title, rows, tiles
from testamur.web.challenges.presenters.notes import note_of
from testamur.web.challenges.presenters.raising import RaisePage, answers, other_lines, raise_page
from testamur.web.challenges.presenters.words import problem_options, problem_words

__all__ = [
    "ChallengePage",
    "CorrectionPage",
    "ListScope",
    "RaisePage",
    "Row",
    "answers",
    "challenge_page",
    "correction_page",
    "list_title",
    "note_of",
    "other_lines",
    "problem_options",
    "problem_words",
    "raise_page",
    "rows",
    "tiles",
]
