"""What the search at the top of every page answers."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from testamur.learners.rules import uln_has_its_shape
from testamur.web import searching
from testamur.web.links import url
from testamur.web.requests import asked_and_done

_LONGEST = 200


@asked_and_done
@sensitive_post_parameters()
@login_required
def search(request: HttpRequest) -> HttpResponse:
    """The thing itself where one has this number, else what was found.

    The words are sent in the body. They move to the address, where they can be kept and gone back to, unless they are a
    learner's number: that stands in no address, so no log holds it.
    """
    words = " ".join((request.POST.get("q") or request.GET.get("q", ""))[:_LONGEST].replace("\0", "").split())
    if request.method == "POST" and words and not uln_has_its_shape(words.replace(" ", "")):
        return redirect(f"{url('search')}?{urlencode({'q': words})}")
    found = searching.find(request, words) if words else []
    if meant := searching.only_one(found):
        return redirect(meant.href)
    return render(request, "search/search.html", {"words": words, "found": found})
