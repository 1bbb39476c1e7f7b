from django.urls import path

from testamur.web import lists
from testamur.web.weekly_reports import views
from testamur.web.weekly_reports.lists import CHALLENGES, REPORTS

urlpatterns = [
    path("", lists.page(REPORTS), name="weekly_report_list"),
    path("<uuid:report_id>/", lists.page(CHALLENGES), name="weekly_report_detail"),
    path("<uuid:report_id>/report.<str:kind>", views.weekly_report_file, name="weekly_report_file"),
    path("<uuid:report_id>/return/", views.weekly_report_return, name="weekly_report_return"),
]
