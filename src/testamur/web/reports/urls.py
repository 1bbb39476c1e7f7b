from django.urls import path

from testamur.web import lists
from testamur.web.reports import views
from testamur.web.reports.lists import FIRST_UPLOADS, PROVISIONAL, SUBMITTED

urlpatterns = [
    path("", views.report_list, name="report_list"),
    path("uploads/", views.report, {"key": "uploads"}, name="report_uploads"),
    path("rejections/", views.report, {"key": "rejections"}, name="report_rejections"),
    path("timeliness/", views.report, {"key": "timeliness"}, name="report_timeliness"),
    path("provisional/", views.report, {"key": "provisional"}, name="report_provisional"),
    path("<uuid:organisation_id>/records/", lists.page(SUBMITTED), name="submitted_records"),
    path("<uuid:organisation_id>/first-uploads/", lists.page(FIRST_UPLOADS), name="first_uploads"),
    path("<uuid:organisation_id>/provisional/", lists.page(PROVISIONAL), name="provisional_achievements"),
    path("<slug:key>/workbook/", views.report_workbook, name="report_workbook"),
    path("<slug:key>/<slug:table>/csv/", views.report_csv, name="report_csv"),
]
