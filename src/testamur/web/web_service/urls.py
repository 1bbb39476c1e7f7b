from django.urls import path

from testamur.web.web_service import views

urlpatterns = [
    path("", views.web_service, name="web_service"),
    path("password/", views.web_service_password, name="web_service_password"),
    path("remove/", views.web_service_remove, name="web_service_remove"),
]
