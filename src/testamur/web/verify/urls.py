from django.urls import path

from testamur.web import lists
from testamur.web.verify import views
from testamur.web.verify.lists import VERIFY_JOBS

urlpatterns = [
    path("", views.verify_one, name="verify_one"),
    path("find/", views.verify_find, name="verify_find"),
    path("jobs/", lists.page(VERIFY_JOBS), name="verify_jobs"),
]
