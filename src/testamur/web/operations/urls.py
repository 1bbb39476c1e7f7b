from django.urls import path

from testamur.web.operations import views

urlpatterns = [
    path("", views.operator_home, name="operator_home"),
]
