from django.urls import path

from testamur.web.help import views

urlpatterns = [
    path("", views.help_home, name="help_home"),
    path("<slug:name>/", views.help_page, name="help_page"),
]
