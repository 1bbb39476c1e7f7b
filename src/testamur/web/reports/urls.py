from django.urls import path

from testamur.web.reports import views

urlpatterns = [
    path("", views.report_list, name="report_list"),
    path("uploads/", views.report, {"key": "uploads"}, name="report_uploads"),
    path("rejections/", views.report, {"key": "rejections"}, name="report_rejections"),
    path("timeliness/", views.report, {"key": "timeliness"}, name="report_timeliness"),
    path("provisional/", views.report, {"key": "provisional"}, name="report_provisional"),
    path("<slug:key>/workbook/", views.report_workbook, name="report_workbook"),
    path("<slug:key>/<slug:table>/csv/", views.report_csv, name="report_csv"),
]
