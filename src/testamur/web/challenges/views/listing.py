"""The list of challenges."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from testamur.challenges import queries as challenges
from testamur.web.challenges import presenters
from testamur.web.challenges.forms import ChallengeFilter


@require_safe
@login_required
def challenge_list(request: HttpRequest) -> HttpResponse:
    """By status; another choice and Refresh bring another list (event-data-challenges section 4.1)."""
    reader = challenges.check_reader(request.user)
    counted = challenges.figures(request.user)
    owners = list(challenges.owners_of_challenges(request.user))
    form = ChallengeFilter(request.GET, reader=reader, counted=counted, organisations=owners)
    found = challenges.listed_challenges(request.user, **form.wanted)
    listing = presenters.listing(
        request.user,
        found,
        page=request.GET.get("page"),
        reader=reader,
        counted=counted,
        owners=len(owners),
    )
    return render(request, "challenges/list.html", {"filter": form, "listing": listing, "counted": counted})
