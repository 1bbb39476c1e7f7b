from django.urls import path

from testamur.web import lists
from testamur.web.register import views
from testamur.web.register.lists import ENTRIES

urlpatterns = [
    path("", lists.page(ENTRIES), name="register_search"),
    path("entries/<uuid:entry_id>/", views.register_entry, name="register_entry"),
]
