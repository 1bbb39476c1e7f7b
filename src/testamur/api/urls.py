"""Every address of the API, all of them behind its door."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path, re_path
from django.views.generic import RedirectView

from testamur.api import docs, identity, problems, service
from testamur.api.door import BODIES, guarded


def _guarded(patterns: list[Any]) -> list[URLPattern]:
    """Views behind the door. Two operations of one address have a name each and share one view, so one body."""
    bodies = {str(each.pattern): BODIES[each.name] for each in patterns if each.name in BODIES}
    for pattern in patterns:
        pattern.callback = guarded(pattern.callback, bodies.get(str(pattern.pattern)))
    return patterns


api = service.build()
_patterns, _app, _namespace = api.urls

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="api_docs"), name="api_home"),
    path("docs", docs.page, name="api_docs"),
    *_guarded(
        [
            path("oauth/token", identity.Token.as_view(), name="api_token"),
            path("oauth/revoke", identity.Revocation.as_view(), name="api_token_revocation"),
        ]
    ),
    path("", (_guarded(_patterns), _app, _namespace)),
    *_guarded([re_path("", problems.not_found, name="api_unknown")]),
]
