"""The page of the API: Swagger UI, as ninja brings it, in the frame of every page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from testamur.api import problems
from testamur.api.addresses import NAMESPACE


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The page of the API. It needs no log-in, because the document itself is open."""
    shown = {
        "title": _("The Testamur API"),
        "problems": problems.CATALOGUE.values(),
        "swagger": {
            "url": reverse(f"{NAMESPACE}:openapi-json"),
            "deepLinking": True,
            "supportedSubmitMethods": [],  # it is read here; a call needs a client's secret, which no page asks for
            "defaultModelRendering": "model",
            "defaultModelsExpandDepth": 0,
        },
    }
    return render(request, "api/docs.html", shown)
