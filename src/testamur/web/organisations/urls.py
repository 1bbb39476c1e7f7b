from django.urls import path

from testamur.web import lists
from testamur.web.organisations import views
from testamur.web.organisations.lists import ORGANISATIONS

urlpatterns = [
    path("", lists.page(ORGANISATIONS), name="organisation_list"),
    path("find/", views.organisation_find, name="organisation_find"),
    path("choose/", views.organisation_choose, name="organisation_choose"),
    path("<uuid:organisation_id>/", views.organisation_detail, name="organisation_detail"),
]
