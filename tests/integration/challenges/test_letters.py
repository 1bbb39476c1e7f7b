"""Whoever gets an email reads it in the language that they have chosen, whoever it was that made us write."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import translation

from testamur.access import actions as access
from testamur.access.models import User
from testamur.challenges.models import Challenge
from testamur.notices.models import Notice
from world import World, record, submit

pytestmark = pytest.mark.django_db


def letter_to(address: str) -> Notice:
    return Notice.objects.filter(to=address).latest("pk")


def test_each_reads_of_a_challenge_in_their_own_language(
    world: World, raise_one: Callable[..., Challenge]
) -> None:
    access.choose_language(user=world.edc_user, language="cy", by=world.edc_user)
    with translation.override("fr"):  # whoever raises it speaks French
        raise_one()
    assert "Mae her data digwyddiad wedi’i chodi" in letter_to(world.edc_user.email).body
    assert "We have your challenge" in letter_to("exams@riverside.example").body


def test_outcome_of_a_batch_is_told_in_the_language_of_whoever_sent_it(world: World) -> None:
    access.choose_language(user=world.batch_user, language="fr", by=world.batch_user)
    submit(world, [record(world.learners[0])])
    body = Notice.objects.latest("pk").body
    assert ("Acceptés : 1" in body.replace("\u00a0", " "), "Accepted" in body) == (True, False)


def test_language_of_the_pages_becomes_that_of_the_emails(world: World) -> None:
    client = Client()
    client.force_login(world.batch_user)
    client.post("/language/", {"language": "cy", "next": "/"})
    assert User.objects.get(pk=world.batch_user.pk).language == "cy"
    client.post("/language/", {"language": "klingon", "next": "/"})
    assert User.objects.get(pk=world.batch_user.pk).language == "cy"


def test_language_of_who_is_not_logged_in_is_not_kept(world: World, client: Client) -> None:
    assert client.post("/language/", {"language": "cy", "next": "/"}).status_code == 302
    assert not User.objects.exclude(language="").exists()
