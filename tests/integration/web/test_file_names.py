"""Whatever a file is called, its batch comes to its end, and its files can be taken away by a name that fits."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils.http import parse_header_parameters

from testamur.access.models import User
from world import World, record, submit

As = Callable[[User], Client]

LONGEST = 255
"""Bytes of a name in the file systems that there are."""

NAMES = {
    "255 bytes": ("a" * 251 + ".xml", "a" * 251 + ".xm"),
    "248 bytes": ("b" * 244 + ".xml", "b" * 244 + ".xml"),
    "two bytes a letter": ("é" * 125 + "e.xml", "é" * 125 + "e.xml"),
    "four bytes a letter": ("𝄞" * 62 + "abc.xml", "𝄞" * 62 + "abc.xml"),
    "254 letters of four bytes": ("𝄞" * 254, "𝄞" * 254),
    "the folder above": ("..", "batch"),
    "this folder": (".", "batch"),
    "an ending alone": (".xml", ".xml"),
    "slashes": ("/etc/../passwd/x.xml", "x.xml"),
    "backslashes": ("C:\\Users\\..\\x.xml", "x.xml"),
    "a slash at the end": ("folder/", "folder"),
    "a slash alone": ("/", "batch"),
    "nothing": ("", "batch"),
    "control characters": ("a\x00b\r\nSet-Cookie: c\x1b[1m\x7f.xml", "abSet-Cookie: c[1m.xml"),
    "turned round": ("invoice\u202elmx.exe", "invoicelmx.exe"),
    "half a character": ("a\udcffb.xml", "ab.xml"),
    "quotation marks": ("a\"b';filename=c.xml", "a\"b';filename=c.xml"),
}


@pytest.mark.requirement("XC-02")
@pytest.mark.parametrize(("given", "kept"), [pytest.param(*each, id=name) for name, each in NAMES.items()])
def test_file_of_any_name_is_reported_on_and_can_be_taken_away(
    world: World, as_: As, settings: Any, given: str, kept: str
) -> None:
    settings.ACHIEVEMENT_REJECTED_PERCENT = "100"
    batch = submit(
        world, [record(world.learners[0]), record(world.learners[1], uln="1000000009")], name=given
    )
    assert (batch.state, batch.file_name) == ("done", kept)
    assert len(batch.reports) == 4
    for name, stored in batch.reports.items():
        assert len(name.encode()) <= LONGEST
        assert PurePath(stored["path"]).parts[:3] == ("batches", str(batch.uuid), "outcome")
        assert default_storage.size(stored["path"]) == stored["size"]

    for name in ("submitted", *batch.reports):
        answer = as_(world.viewer).get(reverse("batch_file", args=[batch.uuid, name]))
        _disposition, offered = parse_header_parameters(answer.headers["Content-Disposition"])
        assert offered["filename"] == (kept if name == "submitted" else name)
        assert b"".join(answer.streaming_content)  # type: ignore[attr-defined]
