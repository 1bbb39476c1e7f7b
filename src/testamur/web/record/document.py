"""A learner's record as a PDF to keep: tagged for screen readers (PDF/UA), in the reader's language."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import orjson
import typst
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from testamur.web.formats import NOTHING, date, date_time, short_date
from testamur.web.record.presenters import Line, RecordPage

_TEMPLATE = Path(__file__).resolve().parents[1] / "pages" / "record" / "record.typ"


def response(shown: RecordPage, *, by: str, at: dt.datetime) -> HttpResponse:
    """The record as a file to keep, never shown in the browser. ``by`` is who asked for it."""
    answer = HttpResponse(_written(shown, by=by, at=at), content_type="application/pdf")
    name = f"learning-record-{shown.uln}.pdf"
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _written(shown: RecordPage, *, by: str, at: dt.datetime) -> bytes:
    """Only the template's own folder can be read, and only the fonts that come with the program are used."""
    written: bytes = typst.compile(
        str(_TEMPLATE),
        root=str(_TEMPLATE.parent),
        ignore_system_fonts=True,
        sys_inputs={"said": orjson.dumps(_said(shown, by=by, at=at)).decode()},
        pdf_standards=["ua-1"],
        timestamp=int(at.timestamp()),
    )
    return written


def _said(shown: RecordPage, *, by: str, at: dt.datetime) -> dict[str, Any]:
    return {
        "title": _("Personal learning record"),
        "author": "Testamur",
        "language": get_language() or "en",
        "made": _("Made for %(name)s, %(when)s") % {"name": by, "when": date_time(at)},
        "facts": [(_("Name:"), shown.name), (_("ULN:"), shown.uln), (_("Date:"), date(at))],
        "sentences": list(_sentences(shown)),
        "headings": [_("Subject"), _("Grade"), _("Award date"), _("Awarded by"), _("Learnt at")],
        "years": [
            {"title": str(group.year), "lines": [_line(line) for line in group.lines]}
            for group in shown.years
        ],
    }


def _sentences(shown: RecordPage) -> Any:
    if shown.linked:
        yield _("Results under %(ulns)s are shown here too.") % {"ulns": shown.linked}
    if not shown.count:
        yield _("There is nothing on this record yet.")
        return
    counted = ngettext("%(num)s result.", "%(num)s results.", shown.count) % {"num": shown.count}
    may_change = ngettext(
        "%(num)s is provisional and may still change.",
        "%(num)s are provisional and may still change.",
        shown.provisional,
    ) % {"num": shown.provisional}
    yield f"{counted} {may_change}" if shown.provisional else counted


def _line(line: Line) -> dict[str, Any]:
    marks = {
        _("Provisional"): line.provisional,
        _("Being challenged"): line.challenged,
        _("Superseded"): line.superseded,
    }
    about = [line.about, line.source, " · ".join(word for word, holds in marks.items() if holds)]
    return {
        "subject": line.subject,
        "about": [part for part in [*about, *map(_below, line.below)] if part],
        "grade": line.grade or NOTHING,
        "award_date": short_date(line.award_date),
        "awarded_by": line.awarded_by or NOTHING,
        "learnt_at": line.learnt_at or NOTHING,
    }


def _below(line: Line) -> str:
    words = {"provider": line.learnt_at, "grade": line.grade}
    if line.grade:
        sentence = _("Also sent by %(provider)s, with the grade %(grade)s. The record above takes its place.")
    else:
        sentence = _("Also sent by %(provider)s, without a grade. The record above takes its place.")
    return sentence % words
