from django.urls import path

from testamur.web.outbox import views

urlpatterns = [
    path("", views.mail_list, name="mail_list"),
    path("<str:file>/<int:number>/", views.mail, name="mail"),
]
