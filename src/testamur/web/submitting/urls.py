from django.urls import path

from testamur.web.submitting import views

urlpatterns = [
    path("batches/submit/", views.batch_submit, name="batch_submit"),
    path("batches/submit/<slug:name>/", views.batch_submit_kind, name="batch_submit_kind"),
    path(
        "batches/submit/<slug:name>/template.<str:ending>",
        views.batch_table,
        {"what": "template"},
        name="batch_template",
    ),
    path(
        "batches/submit/<slug:name>/example.<str:ending>",
        views.batch_table,
        {"what": "example"},
        name="batch_example",
    ),
    path("batches/<uuid:batch_id>/sent-before/", views.batch_sent_before, name="batch_sent_before"),
    # Where these were sent when each kind had a page of its own. People and scripts know the addresses.
    path("verify/submit/", views.batch_submit_kind, {"name": "verify"}, name="verify_submit"),
    path(
        "centre-records/submit/",
        views.batch_submit_kind,
        {"name": "centre_records"},
        name="centre_records_submit",
    ),
    path("register/import/", views.batch_submit_kind, {"name": "registers"}, name="register_import"),
]
