from django.urls import path

from testamur.web import lists
from testamur.web.outbox import views
from testamur.web.outbox.lists import MAILS

urlpatterns = [
    path("", lists.page(MAILS, public=True), name="mail_list"),
    path("<str:file>/<int:number>/", views.mail, name="mail"),
]
