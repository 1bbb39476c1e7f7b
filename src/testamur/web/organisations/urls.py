from django.urls import path

from testamur.web.organisations import views

urlpatterns = [
    path("", views.organisation_list, name="organisation_list"),
    path("choose/", views.organisation_choose, name="organisation_choose"),
]
