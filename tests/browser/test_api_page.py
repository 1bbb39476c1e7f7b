"""The page of the API: readable for people, wide and narrow, with nobody logged in, and something without scripts."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from browser.looking import Look, violations
from testamur.api.problems import CATALOGUE
from testamur.api.urls import api

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_every_operation_of_the_document_is_on_the_page(page: Page, look: Look, live_server: Any) -> None:
    page.goto(f"{live_server.url}/api/v1/docs")
    expect(page.get_by_role("heading", level=1)).to_have_text("The Testamur API")
    paths = api.get_openapi_schema()["paths"]
    asked = [(path, known["summary"]) for path, methods in paths.items() for known in methods.values()]
    expect(page.locator(".opblock")).to_have_count(len(asked))
    shown = {
        (path.replace("\u200b", ""), summary)
        for path, summary in zip(
            page.locator(".opblock-summary-path").all_inner_texts(),
            page.locator(".opblock-summary-description").all_inner_texts(),
            strict=True,
        )
    }
    assert shown == set(asked)
    look("api-docs")


def test_an_operation_opens_by_keyboard_and_says_all_of_itself(
    page: Page, look: Look, live_server: Any
) -> None:
    page.goto(f"{live_server.url}/api/v1/docs")
    page.get_by_role("button", name="POST /api/v1/achievement-batches Send a batch", exact=True).focus()
    page.keyboard.press("Enter")
    operation = page.locator(".opblock.is-open")
    expect(operation).to_contain_text("Scope: achievements:write")
    expect(operation).to_contain_text("Idempotency-Key")
    expect(operation).to_contain_text("application/problem+json")
    page.get_by_role("button", name="List batches", exact=False).first.click()
    page.get_by_role("button", name="Schemas").click()
    page.locator(".models .json-schema-2020-12-expand-deep-button").first.click()
    look("api-docs-open")
    page.emulate_media(media="print")
    expect(operation.first).to_be_visible()
    assert violations(page) == []


def test_page_of_the_api_says_without_scripts_where_the_operations_are(
    plain_page: Page, live_server: Any
) -> None:
    plain_page.goto(f"{live_server.url}/api/v1/docs")
    expect(plain_page.get_by_text("The list of operations needs JavaScript")).to_be_visible()
    for slug in CATALOGUE:
        expect(plain_page.locator(f"[id='{slug}']")).to_be_visible()
    document = plain_page.get_by_role("link", name="The OpenAPI 3.1 document").get_attribute("href")
    answer = plain_page.request.get(f"{live_server.url}{document}")
    assert set(answer.json()["paths"]) == set(api.get_openapi_schema()["paths"])
