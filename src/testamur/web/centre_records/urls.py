from django.urls import path

from testamur.web.centre_records import views

urlpatterns = [path("submit/", views.centre_records_submit, name="centre_records_submit")]
