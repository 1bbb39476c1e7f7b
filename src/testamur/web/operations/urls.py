from django.urls import path

from testamur.web.operations import views

urlpatterns = [
    path("", views.operator_home, name="operator_home"),
    path("batches/<uuid:batch_id>/retry/", views.batch_retry, name="batch_retry"),
]
