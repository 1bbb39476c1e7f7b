from django.urls import path

from testamur.web import lists
from testamur.web.achievements import views
from testamur.web.achievements.lists import ACHIEVEMENTS

urlpatterns = [
    path("", views.achievement_find, name="achievement_find"),
    path("create/", views.achievement_create, name="achievement_create"),
    path("withdraw/", views.achievement_withdraw_find, name="achievement_withdraw_find"),
    path("reinstate/", views.achievement_reinstate_find, name="achievement_reinstate_find"),
    path("learner/<uuid:learner_id>/", lists.page(ACHIEVEMENTS), name="achievement_list"),
    path("<uuid:achievement_id>/", views.achievement_detail, name="achievement_detail"),
    path("<uuid:achievement_id>/grade/", views.achievement_edit_grade, name="achievement_edit_grade"),
    path("<uuid:achievement_id>/delete/", views.achievement_delete, name="achievement_delete"),
    path("<uuid:achievement_id>/move/", views.achievement_move, name="achievement_move"),
    path("<uuid:achievement_id>/update/", views.achievement_update, name="achievement_update"),
    path("<uuid:achievement_id>/withdraw/", views.achievement_withdraw, name="achievement_withdraw"),
    path("<uuid:achievement_id>/reinstate/", views.achievement_reinstate, name="achievement_reinstate"),
]
