from django.urls import path

from testamur.web.home import views

urlpatterns = [path("", views.home, name="home")]
