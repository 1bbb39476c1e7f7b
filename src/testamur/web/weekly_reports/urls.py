from django.urls import path

from testamur.web.weekly_reports import views

urlpatterns = [
    path("", views.weekly_report_list, name="weekly_report_list"),
    path("<uuid:report_id>/", views.weekly_report_detail, name="weekly_report_detail"),
    path("<uuid:report_id>/report.<str:kind>", views.weekly_report_file, name="weekly_report_file"),
    path("<uuid:report_id>/return/", views.weekly_report_return, name="weekly_report_return"),
]
