from django.urls import path

from testamur.web.about import views

urlpatterns = [
    path("accessibility/", views.accessibility, name="accessibility"),
    path("status/", views.service_status, name="service_status"),
    path("whats-new/", views.whats_new, name="whats_new"),
]
