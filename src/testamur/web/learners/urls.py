from django.urls import path

from testamur.web.learners import views

urlpatterns = [
    path("", views.learner_find, name="learner_find"),
    path("<str:grant>/", views.learner_record, name="learner_record"),
    path("<str:grant>/pdf/", views.learner_record_pdf, name="learner_record_pdf"),
    path("<str:grant>/sharing/", views.learner_sharing, name="learner_sharing"),
    path("<str:grant>/audit/", views.learner_audit, name="learner_audit"),
    path("<str:grant>/details/", views.learner_details, name="learner_details"),
    path("<str:grant>/invite/", views.learner_invite, name="learner_invite"),
]
