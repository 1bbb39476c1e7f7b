from django.urls import path

from testamur.web import lists
from testamur.web.contacts import views
from testamur.web.contacts.lists import CONTACTS, REQUESTS

_OWN = "organisations/<uuid:organisation_id>/contacts"

urlpatterns = [
    path(f"{_OWN}/", lists.page(CONTACTS), name="contact_list"),
    path(f"{_OWN}/new/", views.contact_ask, name="contact_ask"),
    path("contacts/", lists.page(REQUESTS), name="contact_requests"),
    path("contacts/<uuid:contact_id>/", views.contact_detail, name="contact_detail"),
    path("contacts/<uuid:contact_id>/change/", views.contact_change, name="contact_change"),
    path("contacts/<uuid:contact_id>/end/", views.contact_end, name="contact_end"),
    path("contacts/<uuid:contact_id>/approve/", views.contact_approve, name="contact_approve"),
    path("contacts/<uuid:contact_id>/decline/", views.contact_decline, name="contact_decline"),
]
