from django.urls import path

from testamur.web import lists
from testamur.web.people import views
from testamur.web.people.lists import INVITATIONS, PEOPLE

urlpatterns = [
    path("", lists.page(PEOPLE), name="person_list"),
    path("invite/", views.person_invite, name="person_invite"),
    path("invitations/", lists.page(INVITATIONS), name="invitation_list"),
    path(
        "invitations/<uuid:invitation_id>/send-again/",
        views.invitation_send_again,
        name="invitation_send_again",
    ),
    path("invitations/<uuid:invitation_id>/withdraw/", views.invitation_withdraw, name="invitation_withdraw"),
    path("<uuid:person_id>/", views.person, name="person"),
    path("<uuid:person_id>/details/", views.person_edit, name="person_edit"),
    path("<uuid:person_id>/roles/", views.person_roles, name="person_roles"),
    path("<uuid:person_id>/unlock/", views.person_unlock, name="person_unlock"),
    path("<uuid:person_id>/suspend/", views.person_suspend, name="person_suspend"),
    path("<uuid:person_id>/reactivate/", views.person_reactivate, name="person_reactivate"),
    path("<uuid:person_id>/account/suspend/", views.person_account_suspend, name="person_account_suspend"),
    path(
        "<uuid:person_id>/account/reactivate/",
        views.person_account_reactivate,
        name="person_account_reactivate",
    ),
    path("<uuid:person_id>/two-step/", views.person_two_step, name="person_two_step"),
    path("<uuid:person_id>/remove/", views.person_remove, name="person_remove"),
]
