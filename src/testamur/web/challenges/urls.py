from django.urls import path

from testamur.web import lists
from testamur.web.challenges.lists import CHALLENGES
from testamur.web.challenges.views import deciding, ending, one, raising

urlpatterns = [
    path("", lists.page(CHALLENGES), name="challenge_list"),
    path("raise/<uuid:achievement_id>/", raising.challenge_raise, name="challenge_raise"),
    path("raise/<uuid:achievement_id>/appeal/", raising.challenge_appeal, name="challenge_appeal"),
    path("<uuid:challenge_id>/raised/", raising.challenge_raised, name="challenge_raised"),
    path("<uuid:challenge_id>/", one.challenge_detail, name="challenge_detail"),
    path("<uuid:challenge_id>/process/", one.challenge_process, name="challenge_process"),
    path("<uuid:challenge_id>/message/", one.challenge_message, name="challenge_message"),
    path("<uuid:challenge_id>/accept/", deciding.challenge_accept, name="challenge_accept"),
    path("<uuid:challenge_id>/reject/", deciding.challenge_reject, name="challenge_reject"),
    path("<uuid:challenge_id>/correct/", deciding.challenge_correct, name="challenge_correct"),
    path("<uuid:challenge_id>/assign/", deciding.challenge_assign, name="challenge_assign"),
    path("<uuid:challenge_id>/close/", ending.challenge_close, name="challenge_close"),
    path("<uuid:challenge_id>/send-back/", ending.challenge_send_back, name="challenge_send_back"),
    path("<uuid:challenge_id>/withdraw/", ending.challenge_withdraw, name="challenge_withdraw"),
]
