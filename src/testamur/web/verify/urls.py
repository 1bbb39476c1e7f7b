from django.urls import path

from testamur.web.verify import views

urlpatterns = [
    path("", views.verify_one, name="verify_one"),
    path("jobs/", views.verify_jobs, name="verify_jobs"),
]
