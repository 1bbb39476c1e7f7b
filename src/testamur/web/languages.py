"""What a page says where the language that was chosen is not whole, and how a person chooses another."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.views.i18n import set_language

from testamur.access import actions as access_actions

# Said in a language whose catalogue is not whole yet, above a page in English.
REGRETS = {
    "cy": "Nid yw’r dudalen hon ar gael yn Gymraeg eto.",
    "fr": "Cette page n’est pas encore disponible en français.",
}


def choose(request: HttpRequest) -> HttpResponseBase:
    """Speak another language from now on, also in emails to who is logged in."""
    answer = set_language(request)
    if request.method == "POST" and request.user.is_authenticated:
        language = request.POST.get("language", "")
        access_actions.choose_language(user=request.user, language=language, by=request.user)
    return answer
