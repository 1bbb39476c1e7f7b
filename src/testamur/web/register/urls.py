from django.urls import path

from testamur.web.register import views

urlpatterns = [
    path("", views.register_search, name="register_search"),
    path("entries/<uuid:entry_id>/", views.register_entry, name="register_entry"),
]
