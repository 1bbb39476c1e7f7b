"""A real browser on the real pages."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from browser.looking import Look
from plugins import chromium
from plugins.databases import prepared
from testamur.access.models import User
from world import make_world

# Playwright's own event loop runs in the thread of the test, which Django takes for a mistake of ours.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
SignIn = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for the run, with a profile of its own that is thrown away."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium.executable(), args=FLAGS)
        yield found
        found.close()


class Unanswered:
    """How many requests the live server has in hand, those of a page that was left among them."""

    def __init__(self) -> None:
        self._answering: set[threading.Thread] = set()
        self._changed = threading.Condition()

    def began(self, **_signal: Any) -> None:
        with self._changed:
            self._answering.add(threading.current_thread())

    def ended(self, **_signal: Any) -> None:
        with self._changed:
            self._answering.discard(threading.current_thread())
            self._changed.notify_all()

    def wait_for_none(self) -> None:
        """A browser that goes away while it is answered ends the thread, and nothing signals the end of the request."""
        with self._changed:
            for _wait in range(600):
                self._answering = {thread for thread in self._answering if thread.is_alive()}
                if not self._answering:
                    return
                self._changed.wait(0.1)
        raise AssertionError("A request hangs.")


@pytest.fixture(scope="session")
def unanswered() -> Iterator[Unanswered]:
    counted = Unanswered()
    request_started.connect(counted.began)
    request_finished.connect(counted.ended)
    yield counted
    request_started.disconnect(counted.began)
    request_finished.disconnect(counted.ended)


@pytest.fixture(autouse=True)
def _pages(settings: Any, live_server: Any) -> None:
    """Styles and scripts by their plain names; two steps where asked for; letters lead to the test's own server."""
    settings.PUBLIC_URL = live_server.url
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.TWO_STEP_REQUIRED = False


world = prepared(make_world, 4)


@pytest.fixture
def new_page(browser: Browser, live_server: Any, unanswered: Unanswered) -> Iterator[Callable[..., Page]]:
    """Open a page in a session of its own. What breaks in it, or is refused by its policy, fails the test."""
    contexts: list[BrowserContext] = []
    broken: list[str] = []

    def make(**options: Any) -> Page:
        context = browser.new_context(
            base_url=live_server.url, viewport={"width": 1280, "height": 900}, locale="en-GB", **options
        )
        context.set_default_timeout(30_000)
        expect.set_options(timeout=20_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: broken.append(str(error)))
        page.on("console", lambda message: _note(broken, message.type, message.text))
        return page

    yield make
    for context in contexts:
        context.close()
    unanswered.wait_for_none()
    assert broken == []


def _note(broken: list[str], kind: str, text: str) -> None:
    if kind == "error" and "the server responded with a status of 4" not in text:
        broken.append(text)


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    return new_page()


@pytest.fixture
def plain_page(new_page: Callable[..., Page]) -> Page:
    """A page in a browser that runs no scripts."""
    return new_page(java_script_enabled=False)


@pytest.fixture
def look(page: Page) -> Look:
    return Look(page)


@pytest.fixture
def sign_in(page: Page, live_server: Any) -> SignIn:
    """Be somebody, without the log-in pages, which have tests of their own."""

    def be(user: User, on: Page | None = None) -> Page:
        client = Client()
        client.force_login(user)
        shown = on or page
        cookie = client.cookies["sessionid"].value
        shown.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        return shown

    return be
