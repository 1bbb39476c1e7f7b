from django.urls import path

from testamur.web.profile import views

urlpatterns = [
    path("", views.profile, name="profile"),
    path("details/", views.profile_edit, name="profile_edit"),
    path("notifications/", views.profile_notices, name="profile_notices"),
    path("sessions/", views.session_list, name="session_list"),
    path("sessions/<int:number>/end/", views.session_end, name="session_end"),
    path("sessions/end-others/", views.session_end_others, name="session_end_others"),
]
