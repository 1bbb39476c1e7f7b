"""The list of the e-mails that a demo has sent. Everybody may read it; elsewhere than in a demo there is none."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from testamur.web.formats import number
from testamur.web.links import url
from testamur.web.lists import Column, Kind, List
from testamur.web.outbox import presenters
from testamur.web.outbox.presenters import Mail


def _scope(request: HttpRequest) -> None:
    if not settings.DEMO:
        raise Http404


MAILS: List[None, Mail] = List(
    name="e-mails",
    title=lambda asked: _("Emails that the demo has sent"),
    scope=_scope,
    rows=lambda asked: presenters.mails(containing=asked.search),
    columns=[
        Column(
            "subject",
            _("Subject"),
            lambda mail: mail.subject,
            link=lambda mail: url("mail", mail.file, mail.number),
            sort=True,
        ),
        Column("to", _("To"), lambda mail: mail.to, classes="app-break", sort=True),
        Column("sent", _("Sent"), lambda mail: mail.at, kind=Kind.MOMENT, sort=True),
    ],
    search=_("Subject or address"),
    count=lambda count: ngettext("%(num)s email", "%(num)s emails", count) % {"num": number(count)},
    nothing=lambda asked: _(
        "No emails have been sent yet. Invite a person or send a batch, and the email appears here."
    ),
    no_match=lambda asked: _("No emails match."),
    show_all=_("Show all emails"),
)
