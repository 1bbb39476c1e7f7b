"""Looking at a page as people do: wide and narrow, with the rules of accessibility, and a picture kept."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from testamur.plumbing import paths

WIDTHS = {"desktop": 1280, "phone": 375}
_ROOT = Path(__file__).resolve().parents[2]
_AXE = _ROOT / "node_modules" / "axe-core" / "axe.min.js"
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@dataclass(frozen=True)
class Look:
    """``look("people-list")``: pictures in var/screenshots, no fault found by axe, nothing beyond the edge."""

    page: Page

    def __call__(self, name: str) -> None:
        before = self.page.viewport_size
        try:
            for width in WIDTHS.values():
                self.page.set_viewport_size({"width": width, "height": 900})
                self._keep(f"{name}-{width}")
                assert violations(self.page) == [], f"axe at {width} px: {name}"
                beyond = self.page.evaluate("document.documentElement.scrollWidth")
                assert beyond <= width, f"{name} is {beyond} px wide on a screen of {width} px"
        finally:
            if before:
                self.page.set_viewport_size(before)

    def _keep(self, name: str) -> None:
        folder = paths.var("screenshots")
        folder.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=folder / f"{name}.png", full_page=True)


def violations(page: Page) -> list[str]:
    """What axe finds, as lines to read. It is run from outside the page, whose policy would refuse a script."""
    if not _AXE.is_file():
        raise FileNotFoundError(f"axe is not at {_AXE}: run `make styles`, which installs it.")
    rules = {"runOnly": _RULES}
    script = f"{_AXE.read_text(encoding='utf-8')}; axe.run(document, {rules})"
    session = page.context.new_cdp_session(page)
    answer = session.send(
        "Runtime.evaluate", {"expression": script, "awaitPromise": True, "returnByValue": True}
    )
    session.detach()
    if "exceptionDetails" in answer:
        raise RuntimeError(f"axe could not run: {answer['exceptionDetails']}")
    return [_line(found) for found in answer["result"]["value"]["violations"]]


def _line(found: dict[str, Any]) -> str:
    where = "; ".join(node["html"][:160] for node in found["nodes"][:3])
    return f"{found['id']} ({found['impact']}): {found['help']} - {where}"
