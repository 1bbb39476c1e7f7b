"""Somebody who uses the pages over HTTP, with neither JavaScript nor a browser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

import lxml.html
import requests

SECONDS = 60


@dataclass
class Visitor:
    """Follows links, fills in forms; keeps the page it is on. Every answer must be a good one."""

    base: str
    session: requests.Session = field(default_factory=requests.Session)
    address: str = ""
    page: Any = None

    def go(self, address: str) -> Visitor:
        """Open a page, by its address or as a link on the page this is."""
        return self._took(self.session.get(urljoin(self.address or self.base, address), timeout=SECONDS))

    def fetch(self, address: str) -> requests.Response:
        """A file, an image, an answer for a machine; the page stays."""
        response = self.session.get(urljoin(self.address or self.base, address), timeout=SECONDS)
        assert response.status_code == 200, (address, response.status_code, response.text[:500])
        return response

    def send(self, files: dict[str, Any] | None = None, **values: str) -> Visitor:
        """Fill in the form of the page that has these fields, and send it."""
        return self._took(self.post(files, **values))

    def post(self, files: dict[str, Any] | None = None, **values: str) -> requests.Response:
        """The same, whatever the answer; the page stays."""
        wanted = {*values, *(files or {})}
        form = next(each for each in self.page.forms if wanted <= set(each.inputs.keys()))
        filled = {name: value for name, value in _as_it_stands(form) if name not in (files or {})} | values
        to = urljoin(self.address, form.action or "")
        return self.session.post(
            to, data=filled, files=files, headers={"Referer": self.address}, timeout=SECONDS
        )

    @property
    def words(self) -> str:
        """What stands on the page, without the tags."""
        return " ".join(self.page.find("body").text_content().split())

    def links(self, part: str = "") -> list[str]:
        """The addresses of the page's links that have this in them."""
        return [link for link in self.page.xpath("//a/@href") if part in link]

    def _took(self, response: requests.Response) -> Visitor:
        assert response.status_code == 200, (response.url, response.status_code, response.text[:500])
        self.address, self.page = response.url, lxml.html.fromstring(response.content)
        return self


def _as_it_stands(form: Any) -> Iterator[tuple[str, str]]:
    """What the form would send untouched. (lxml itself takes a chosen value of "" for none.)"""
    for place in form.xpath(".//input[@name] | .//textarea[@name] | .//select[@name]"):
        kind = place.get("type", "")
        if kind in ("radio", "checkbox"):
            if place.get("checked") is not None:
                yield place.get("name"), place.get("value", "on")
        elif kind not in ("submit", "file", "button") and place.value is not None:
            yield place.get("name"), place.value
