from django.urls import path

from testamur.web import lists
from testamur.web.batches import views
from testamur.web.batches.lists import BATCHES, FINDINGS

urlpatterns = [
    path("", lists.page(BATCHES), name="batch_list"),
    path("<uuid:batch_id>/", views.batch_detail, name="batch_detail"),
    path("<uuid:batch_id>/progress/", views.batch_progress, name="batch_progress"),
    path("<uuid:batch_id>/confirm/", views.batch_confirm, name="batch_confirm"),
    path("<uuid:batch_id>/cancel/", views.batch_cancel, name="batch_cancel"),
    path("<uuid:batch_id>/undo/", views.batch_undo, name="batch_undo"),
    path("<uuid:batch_id>/retry/", views.batch_retry, name="batch_retry"),
    path("<uuid:batch_id>/close/", views.batch_close, name="batch_close"),
    path("<uuid:batch_id>/findings/", lists.page(FINDINGS), name="batch_findings"),
    path("<uuid:batch_id>/records/", views.batch_record_find, name="batch_record_find"),
    path("<uuid:batch_id>/records/<int:line>/", views.batch_record, name="batch_record"),
    path("<uuid:batch_id>/files/<str:name>/", views.batch_file, name="batch_file"),
]
