from django.urls import path

from testamur.web.about import views

urlpatterns = [path("accessibility/", views.accessibility, name="accessibility")]
