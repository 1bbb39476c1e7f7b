from django.urls import path

from testamur.web.invitations import views

urlpatterns = [path("<uuid:invitation_id>/<str:key>/", views.invitation, name="invitation")]
