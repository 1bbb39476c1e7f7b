"""The addresses of all pages, collected from the areas."""

from __future__ import annotations

from django.urls import include, path

from testamur.web import languages

urlpatterns = [
    path("", include("testamur.web.home.urls")),
    path("", include("testamur.web.about.urls")),
    path("account/", include("testamur.web.profile.urls")),
    path("account/", include("testamur.web.accounts.urls")),
    path("account/invitations/", include("testamur.web.invitations.urls")),
    path("organisations/", include("testamur.web.organisations.urls")),
    path("organisations/<uuid:organisation_id>/people/", include("testamur.web.people.urls")),
    path("organisations/<uuid:organisation_id>/api-clients/", include("testamur.web.api_clients.urls")),
    path("organisations/<uuid:organisation_id>/web-service/", include("testamur.web.web_service.urls")),
    path("achievements/", include("testamur.web.achievements.urls")),
    path("batches/", include("testamur.web.batches.urls")),
    path("", include("testamur.web.submitting.urls")),
    path("challenges/", include("testamur.web.challenges.urls")),
    path("record/", include("testamur.web.record.urls")),
    path("learners/", include("testamur.web.learners.urls")),
    path("verify/", include("testamur.web.verify.urls")),
    path("register/", include("testamur.web.register.urls")),
    path("reports/", include("testamur.web.reports.urls")),
    path("", include("testamur.web.contacts.urls")),
    path("activity/", include("testamur.web.activity.urls")),
    path("help/", include("testamur.web.help.urls")),
    path("search/", include("testamur.web.search.urls")),
    path("weekly-reports/", include("testamur.web.weekly_reports.urls")),
    path("service/", include("testamur.web.operations.urls")),
    path("dev/mail/", include("testamur.web.outbox.urls")),
    path("language/", languages.choose, name="set_language"),
]
