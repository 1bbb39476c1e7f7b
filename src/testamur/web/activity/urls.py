from django.urls import path

from testamur.web import lists
from testamur.web.activity.lists import ACTIVITY

urlpatterns = [path("", lists.page(ACTIVITY), name="activity")]
