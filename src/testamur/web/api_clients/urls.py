from django.urls import path

from testamur.web import lists
from testamur.web.api_clients import views
from testamur.web.api_clients.lists import CLIENTS

urlpatterns = [
    path("", lists.page(CLIENTS), name="api_client_list"),
    path("new/", views.api_client_create, name="api_client_create"),
    path("<uuid:client_id>/remove/", views.api_client_remove, name="api_client_remove"),
]
