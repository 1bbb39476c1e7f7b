from django.urls import path

from testamur.web.search import views

urlpatterns = [path("", views.search, name="search")]
