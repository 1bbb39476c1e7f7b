from django.urls import path

from testamur.web.profile import views

urlpatterns = [
    path("", views.profile, name="profile"),
    path("details/", views.profile_edit, name="profile_edit"),
]
