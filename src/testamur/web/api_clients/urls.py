from django.urls import path

from testamur.web.api_clients import views

urlpatterns = [
    path("", views.api_client_list, name="api_client_list"),
    path("new/", views.api_client_create, name="api_client_create"),
    path("<uuid:client_id>/remove/", views.api_client_remove, name="api_client_remove"),
]
