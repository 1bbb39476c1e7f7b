from django.urls import path

from testamur.web.record import views

urlpatterns = [
    path("", views.record, name="record"),
    path("pdf/", views.record_pdf, name="record_pdf"),
    path("sharing/", views.record_sharing, name="record_sharing"),
    path("<uuid:achievement_id>/", views.record_line, name="record_line"),
]
