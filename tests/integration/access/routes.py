"""Every route, and who gets what. A route without a row here fails the test; so does a row without a route.

For a page: ``ok`` may open it, ``forbidden`` know of the record and may not do this (403, with a sentence). Whoever is
in neither has no business with the record and must not learn that it exists (404); somebody who is not logged in
is asked to log in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from integration.access.scene import PEOPLE, Scene

Arguments = Callable[[Scene], dict[str, Any]]
EVERYBODY = frozenset(PEOPLE)
SIGNED_IN = EVERYBODY - {"anonymous"}
STAFF = SIGNED_IN - {"outsider"}
OWN = frozenset({"viewer", "batch_user", "super_user"})
VIEW = OWN | {"operator"}
CHANGE = frozenset({"batch_user", "super_user"})
MANAGE = frozenset({"super_user", "operator"})
OPERATE = frozenset({"operator"})


def nothing(scene: Scene) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Page:
    """A page and who may open it. ``query`` is what a page needs behind its address."""

    ok: frozenset[str]
    forbidden: frozenset[str] = frozenset()
    arguments: Arguments = nothing
    method: str = "get"
    data: dict[str, str] = field(default_factory=dict)
    follow: bool = False  # what counts is where the page leads


def done(scene: Scene) -> dict[str, Any]:
    return {"batch_id": scene.done.uuid}


def ready(scene: Scene) -> dict[str, Any]:
    return {"batch_id": scene.ready.uuid}


def stuck(scene: Scene) -> dict[str, Any]:
    return {"batch_id": scene.stuck.uuid}


def active(scene: Scene) -> dict[str, Any]:
    return {"achievement_id": scene.active.uuid}


def withdrawn(scene: Scene) -> dict[str, Any]:
    return {"achievement_id": scene.withdrawn.uuid}


def board(scene: Scene) -> dict[str, Any]:
    return {"organisation_id": scene.world.board.uuid}


def person(scene: Scene) -> dict[str, Any]:
    return {**board(scene), "person_id": scene.world.viewer.uuid}


def client(scene: Scene) -> dict[str, Any]:
    return {**board(scene), "client_id": scene.client.uuid}


PUBLIC = Page(EVERYBODY)
_PERSON = Page(MANAGE, OWN - MANAGE, person)
_BOARD = Page(MANAGE, OWN - MANAGE, board)
_BATCH = Page(VIEW, frozenset(), done)

PAGES: dict[str, Page] = {
    "home": PUBLIC,
    "accessibility": PUBLIC,
    "set_language": Page(EVERYBODY, method="post", data={"language": "cy"}),
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "account_reset_password": PUBLIC,
    "account_reset_password_done": PUBLIC,
    "account_reset_password_from_key": Page(
        EVERYBODY, arguments=lambda scene: {"uidb36": "1", "key": "no-such-key"}
    ),
    "account_reset_password_from_key_done": PUBLIC,
    "account_change_password": Page(SIGNED_IN),
    "profile": Page(SIGNED_IN),
    "profile_edit": Page(SIGNED_IN),
    "organisation_list": Page(OPERATE, SIGNED_IN - OPERATE),
    "organisation_choose": Page(SIGNED_IN),
    "person_list": _BOARD,
    "person_invite": _BOARD,
    "person": _PERSON,
    "person_edit": _PERSON,
    "person_roles": _PERSON,
    "person_unlock": _PERSON,
    "person_suspend": _PERSON,
    "person_reactivate": _PERSON,
    "person_invite_again": _PERSON,
    "person_two_step": _PERSON,
    "person_remove": _PERSON,
    "api_client_list": _BOARD,
    "api_client_create": _BOARD,
    "api_client_remove": Page(MANAGE, OWN - MANAGE, client),
    "batch_list": Page(STAFF, frozenset({"outsider"})),
    "batch_submit": Page(CHANGE | {"stranger"}, SIGNED_IN - CHANGE - {"stranger"}),
    "batch_detail": _BATCH,
    "batch_progress": Page(VIEW, frozenset(), done, follow=True),
    "batch_sent_before": Page(CHANGE, frozenset({"viewer", "operator"}), done),
    "batch_confirm": Page(CHANGE, frozenset({"viewer", "operator"}), ready),
    "batch_cancel": Page(CHANGE, frozenset({"viewer", "operator"}), ready),
    "batch_undo": Page(MANAGE, OWN - MANAGE, done),
    "batch_findings": _BATCH,
    "batch_record_find": _BATCH,
    "batch_record": Page(VIEW, frozenset(), lambda scene: {**done(scene), "line": 1}),
    "batch_file": Page(VIEW, frozenset(), lambda scene: {**done(scene), "name": "job-result.json"}),
    "batch_retry": Page(OPERATE, OWN, stuck),
    "achievement_find": Page(STAFF, frozenset({"outsider"})),
    "achievement_create": Page(CHANGE | {"stranger"}, SIGNED_IN - CHANGE - {"stranger"}),
    "achievement_withdraw_find": Page(CHANGE | {"stranger"}, SIGNED_IN - CHANGE - {"stranger"}),
    "achievement_reinstate_find": Page(CHANGE | {"stranger"}, SIGNED_IN - CHANGE - {"stranger"}),
    "achievement_list": Page(VIEW, frozenset(), lambda scene: {"learner_id": scene.active.learner.uuid}),
    "achievement_detail": Page(VIEW, frozenset(), active),
    "achievement_update": Page(CHANGE, VIEW - CHANGE, active),
    "achievement_withdraw": Page(CHANGE, VIEW - CHANGE, active),
    "achievement_reinstate": Page(CHANGE, VIEW - CHANGE, withdrawn),
    "register_search": Page(SIGNED_IN),
    "register_entry": Page(SIGNED_IN, arguments=lambda scene: {"entry_id": scene.entry.uuid}),
    "register_import": Page(OPERATE, SIGNED_IN - OPERATE),
    "operator_home": Page(OPERATE, SIGNED_IN - OPERATE),
}

# Pages of one's own account whose answer depends on how far signing in has come; they show nobody else's data.
OWN_ACCOUNT = {
    "account_reauthenticate",
    "mfa_index",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
}

# Only in a demo world (TESTAMUR_DEMO), where nobody's mail is real.
DEMO_ONLY = {"mail_list": nothing, "mail": lambda scene: {"file": "x.log", "number": 0}}


@dataclass(frozen=True)
class Call:
    """An API call. ``own`` and ``foreign`` are the statuses for a system of the owner and of another organisation."""

    method: str
    own: int
    foreign: int
    arguments: Arguments = nothing
    query: Callable[[Scene], str] = lambda scene: ""
    body: Callable[[Scene], Any] = lambda scene: None


def api_done(scene: Scene) -> dict[str, Any]:
    return {"batch_id": str(scene.done.uuid)}


def api_ready(scene: Scene) -> dict[str, Any]:
    return {"batch_id": str(scene.ready.uuid)}


CALLS: dict[str, Call] = {
    "api:view_me": Call("get", 200, 200),
    "api:list_batches": Call("get", 200, 200),
    "api:view_batch": Call("get", 200, 404, api_done),
    "api:list_findings": Call("get", 200, 404, api_done),
    "api:count_findings": Call("get", 200, 404, api_done),
    "api:view_record": Call("get", 200, 404, lambda scene: {**api_done(scene), "number": 1}),
    "api:download_file": Call("get", 200, 404, lambda scene: {**api_done(scene), "name": "job-result.json"}),
    "api:download_submitted_file": Call("get", 200, 404, api_done),
    "api:cancel_batch": Call("post", 200, 404, lambda scene: {"batch_id": str(scene.stuck.uuid)}),
    "api:confirm_batch": Call("post", 200, 404, api_ready),
    "api:undo_batch": Call("post", 403, 404, api_done),
    "api:submit_batch": Call("post", 422, 422),
    "api:list_achievements": Call("get", 200, 200, query=lambda scene: f"?uln={scene.active.uln}"),
    "api:search_achievements": Call("post", 200, 200, body=lambda scene: {"uln": scene.active.uln}),
    "api:view_achievement": Call("get", 200, 404, lambda scene: {"achievement_id": str(scene.active.uuid)}),
    "api:change_achievement": Call("post", 422, 422, body=lambda scene: {}),
    "api:check_achievement": Call("post", 422, 422, body=lambda scene: {}),
    "api:list_qualifications": Call("get", 200, 200, query=lambda scene: "?reference=601/0001/1"),
}

# Addresses that show no record: descriptions, the way to a token, health.
OPEN = {
    "api_home",
    "api_docs",
    "api_token",
    "api_token_revocation",
    "api_unknown",
    "api:openapi-json",
    "api:api-root",
    "healthz",
    "readyz",
    "metrics",
}
