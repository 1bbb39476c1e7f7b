"""Looking at a page as people do: wide and narrow, with the rules of accessibility."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Page

from testamur.plumbing import paths

WIDTHS = {"desktop": 1280, "phone": 375}
_ROOT = Path(__file__).resolve().parents[2]
_AXE = _ROOT / "node_modules" / "axe-core" / "axe.min.js"
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_OPTIONS = {"runOnly": _RULES, "resultTypes": ["violations"]}


# Words that stand on two lines. What is longer than a line of a telephone has to be broken somewhere.
_BROKEN = r"""
() => {
  const found = [], range = document.createRange();
  const apart = ".govuk-visually-hidden, svg, textarea, select, .app-secret, .app-mono, .swagger-ui";
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const node = texts.currentNode, around = node.parentElement;
    if (!around.getClientRects().length || around.closest(apart)) continue;
    for (const word of node.data.matchAll(/[\p{L}\p{N}]{2,24}/gu)) {
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      const lines = [...range.getClientRects()].filter((line) => line.width);
      if (lines.some((line) => line.top >= lines[0].bottom - 1)) found.push(`${word[0]} in: ${node.data.trim()}`);
    }
  }
  return found.slice(0, 10);
}
"""


@dataclass(frozen=True)
class Look:
    """``look("people-list")``: no fault found by axe, nothing beyond the edge, no word broken in the middle.

    With TESTAMUR_PICTURES set, a picture of each width is kept in var/screenshots.
    """

    page: Page

    def __call__(self, name: str) -> None:
        before = self.page.viewport_size
        session = _with_axe(self.page)
        try:
            for width in WIDTHS.values():
                self.page.set_viewport_size({"width": width, "height": 900})
                if os.environ.get("TESTAMUR_PICTURES"):
                    self._keep(f"{name}-{width}")
                found = _violations(session)
                assert not found, f"axe at {width} px: {name}: {found}"
                beyond = self.page.evaluate("document.documentElement.scrollWidth")
                assert beyond <= width, f"{name} is {beyond} px wide on a screen of {width} px"
                broken = self.page.evaluate(_BROKEN)
                assert not broken, f"words broken in the middle at {width} px: {name}: {broken}"
        finally:
            session.detach()
            if before:
                self.page.set_viewport_size(before)

    def _keep(self, name: str) -> None:
        folder = paths.var("screenshots")
        folder.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=folder / f"{name}.png", full_page=True)


def violations(page: Page) -> list[str]:
    """What axe finds on a page as it is now, as lines to read."""
    session = _with_axe(page)
    try:
        return _violations(session)
    finally:
        session.detach()


def _with_axe(page: Page) -> CDPSession:
    """A session with axe in the page, put there from outside: the page's policy would refuse a script.

    A click has ended when the next page begins to come. What has not come yet would be found missing.
    """
    page.wait_for_load_state("load")
    session = page.context.new_cdp_session(page)
    _evaluate(session, f"{_axe()}; null")
    return session


@cache
def _axe() -> str:
    if not _AXE.is_file():
        raise FileNotFoundError(f"axe is not at {_AXE}: run `make styles`, which installs it.")
    return _AXE.read_text(encoding="utf-8")


def _violations(session: CDPSession) -> list[str]:
    found = _evaluate(session, f"axe.run(document, {json.dumps(_OPTIONS)}).then(found => found.violations)")
    return [_line(each) for each in found]


def _evaluate(session: CDPSession, script: str) -> Any:
    answer = session.send(
        "Runtime.evaluate", {"expression": script, "awaitPromise": True, "returnByValue": True}
    )
    if "exceptionDetails" in answer:
        raise RuntimeError(f"axe could not run: {answer['exceptionDetails']}")
    return answer["result"].get("value")


def _line(found: dict[str, Any]) -> str:
    where = "; ".join(node["html"][:160] for node in found["nodes"][:3])
    return f"{found['id']} ({found['impact']}): {found['help']} - {where}"
