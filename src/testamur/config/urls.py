"""Every address of Testamur: pages, the JSON API, the LRS web services, and what machines ask of health and figures."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("api/v1/", include("testamur.api.urls")),
    path("", include("testamur.api.health")),
    path("", include("testamur.soap.urls")),
    path("", include("testamur.web.urls")),
]

handler400 = "testamur.web.errors.bad_request"
handler403 = "testamur.web.errors.permission_denied"
handler404 = "testamur.web.errors.page_not_found"
handler500 = "testamur.web.errors.server_error"
