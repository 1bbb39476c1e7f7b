"""Every route, and who gets what. A route without a row here fails the test; so does a row without a route.

For a page: ``ok`` may open it, ``forbidden`` know of the record and may not do this (403, with a sentence). Whoever is
in neither has no business with the record and must not learn that it exists (404); somebody who is not logged in
is asked to log in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from integration.access.scene import PEOPLE, Scene
from testamur.web.learners import grants

Arguments = Callable[[Scene], dict[str, Any]]
EVERYBODY = frozenset(PEOPLE)
SIGNED_IN = EVERYBODY - {"anonymous"}
STAFF = SIGNED_IN - {"outsider", "learner"}
OWN = frozenset({"viewer", "batch_user", "super_user", "edc_user", "verify_user"})  # people of the board
KNOWN = OWN | {"operator", "support"}  # all who have any business with the board
VIEW = KNOWN - {"verify_user"}  # who sees its achievements
SUBMIT = frozenset({"batch_user", "super_user"})
CHANGE = SUBMIT | {"edc_user"}
MANAGE = frozenset({"super_user", "operator"})
OPERATE = frozenset({"operator"})
REGISTERS = OPERATE | {"register_user"}  # who brings the registers up to date
VERIFY = frozenset({"super_user", "verify_user", "provider_user", "stranger"})
PROVIDER = frozenset({"provider_user"})
RECORD = PROVIDER | {"authority_user"}  # who may see whole records
REPORT = (VIEW - {"operator"}) | {
    "stranger"
}  # a report is of one's own organisation unless asked for another


CHALLENGES = (VIEW - {"operator"}) | RECORD | {"stranger", "learner"}  # who has a list of challenges
PARTIES = (
    VIEW - {"operator"}
) | PROVIDER  # of a challenge that the provider raised against the board's record
DECIDE = frozenset({"super_user", "edc_user"})
SUPPORT = frozenset({"support"})
READ = VIEW - {"operator"}  # who reads the board's challenges, weekly reports and contacts
SEND = SUBMIT | VERIFY | DECIDE | PROVIDER | REGISTERS  # who sends batches of any kind


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


def of(parameter: str, thing: str) -> Arguments:
    """The address of something of the scene, which ``parameter`` of a route names."""
    return lambda scene: {parameter: str(attrgetter(thing)(scene).uuid)}


done = of("batch_id", "done")
ready = of("batch_id", "ready")
stuck = of("batch_id", "stuck")
active = of("achievement_id", "active")
withdrawn = of("achievement_id", "withdrawn")
board = of("organisation_id", "world.board")
challenge = of("challenge_id", "challenge")
asked_for = of("contact_id", "contact")
in_force = of("contact_id", "contact_in_force")
weekly = of("report_id", "weekly")


def person(scene: Scene) -> dict[str, Any]:
    return {**board(scene), "person_id": scene.world.viewer.uuid}


def invited(scene: Scene) -> dict[str, Any]:
    return {**board(scene), "invitation_id": scene.invitation.uuid}


def by_letter(scene: Scene) -> dict[str, Any]:
    """The address that whoever reads the mail of an invitation is given."""
    return {"invitation_id": scene.invitation.uuid, "key": scene.invitation_key}


def granted(scene: Scene) -> dict[str, Any]:
    """The address of a record that the provider's user has found: it works for them alone."""
    return {"grant": grants.grant(scene.active.learner, to=scene.world.provider_user)}


def client(scene: Scene) -> dict[str, Any]:
    return {**board(scene), "client_id": scene.client.uuid}


PUBLIC = Page(EVERYBODY)
_PERSON = Page(MANAGE, KNOWN - MANAGE, person)
_ACCOUNT = Page(OPERATE, KNOWN - OPERATE, person)  # of somebody whom the service gave the account
_BOARD = Page(MANAGE, KNOWN - MANAGE, board)
_BATCH = Page(KNOWN, frozenset(), done)
_REPORT = Page(REPORT, SIGNED_IN - REPORT)
_COUNTED = Page(READ, KNOWN - READ, board)  # what a report of the board counts

PAGES: dict[str, Page] = {
    "home": PUBLIC,
    "accessibility": PUBLIC,
    "service_status": PUBLIC,
    "whats_new": PUBLIC,
    "help_home": PUBLIC,
    "help_page": Page(EVERYBODY, arguments=lambda scene: {"name": "getting-started"}),
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
    "profile_notices": Page(SIGNED_IN),
    "session_list": Page(SIGNED_IN),
    "session_end": Page(frozenset(), arguments=lambda scene: {"number": 0}, method="post"),  # of nobody
    "activity": Page(STAFF, SIGNED_IN - STAFF),
    "organisation_list": Page(OPERATE, SIGNED_IN - OPERATE),
    "organisation_choose": Page(SIGNED_IN),
    "organisation_detail": Page(KNOWN, arguments=board),
    "person_list": _BOARD,
    "person_invite": _BOARD,
    "person": _PERSON,
    "person_edit": _ACCOUNT,
    "person_roles": _PERSON,
    "person_unlock": _ACCOUNT,
    "person_suspend": _PERSON,
    "person_reactivate": _PERSON,
    "person_account_suspend": _ACCOUNT,
    "person_account_reactivate": _ACCOUNT,
    "person_two_step": _ACCOUNT,
    "person_remove": _PERSON,
    "invitation_list": _BOARD,
    "invitation_send_again": Page(MANAGE, KNOWN - MANAGE, invited),
    "invitation_withdraw": Page(MANAGE, KNOWN - MANAGE, invited),
    "invitation": Page(EVERYBODY, arguments=by_letter),
    "api_client_list": _BOARD,
    "api_client_create": _BOARD,
    "api_client_remove": Page(MANAGE, KNOWN - MANAGE, client),
    "web_service": _BOARD,
    "web_service_password": _BOARD,
    "web_service_remove": _BOARD,
    "batch_list": Page(STAFF - {"authority_user"}, frozenset({"outsider", "learner", "authority_user"})),
    "batch_submit": Page(SEND, SIGNED_IN - SEND),  # each sees what they may send
    "batch_submit_kind": Page(
        SUBMIT | {"stranger"}, SIGNED_IN - SUBMIT - {"stranger"}, lambda scene: {"name": "achievements"}
    ),
    "batch_template": Page(
        SUBMIT | {"stranger"},
        SIGNED_IN - SUBMIT - {"stranger"},
        lambda scene: {"name": "achievements", "ending": "csv"},
    ),
    "batch_example": Page(
        SUBMIT | {"stranger"},
        SIGNED_IN - SUBMIT - {"stranger"},
        lambda scene: {"name": "achievements", "ending": "csv"},
    ),
    "centre_records_submit": Page(frozenset({"provider_user"}), SIGNED_IN - {"provider_user"}),
    "batch_detail": _BATCH,
    "batch_progress": Page(KNOWN, frozenset(), done, follow=True),
    "batch_sent_before": Page(SUBMIT, KNOWN - SUBMIT, done),
    "batch_confirm": Page(SUBMIT, KNOWN - SUBMIT, ready),
    "batch_cancel": Page(SUBMIT, KNOWN - SUBMIT, ready),
    "batch_undo": Page(MANAGE, KNOWN - MANAGE, done),
    "batch_findings": _BATCH,
    "batch_record_find": _BATCH,
    "batch_record": Page(KNOWN, frozenset(), lambda scene: {**done(scene), "line": 1}),
    "batch_file": Page(KNOWN, frozenset(), lambda scene: {**done(scene), "name": "job-result.json"}),
    "batch_retry": Page(SUBMIT | OPERATE, KNOWN - SUBMIT - OPERATE, stuck),
    "batch_close": Page(SUBMIT, KNOWN - SUBMIT, stuck),
    "achievement_find": Page(VIEW | {"stranger"}, SIGNED_IN - VIEW - {"stranger"}),
    "achievement_create": Page(CHANGE | {"stranger"}, SIGNED_IN - CHANGE - {"stranger"}),
    "achievement_withdraw_find": Page(CHANGE | {"stranger"}, SIGNED_IN - CHANGE - {"stranger"}),
    "achievement_reinstate_find": Page(CHANGE | {"stranger"}, SIGNED_IN - CHANGE - {"stranger"}),
    "achievement_list": Page(VIEW, frozenset(), lambda scene: {"learner_id": scene.active.learner.uuid}),
    "achievement_detail": Page(VIEW, frozenset(), active),
    "achievement_update": Page(CHANGE, VIEW - CHANGE, active),
    "achievement_edit_grade": Page(CHANGE, VIEW - CHANGE, active),
    "achievement_delete": Page(CHANGE, VIEW - CHANGE, active),
    "achievement_move": Page(CHANGE, VIEW - CHANGE, active),
    "achievement_withdraw": Page(CHANGE, VIEW - CHANGE, active),
    "achievement_reinstate": Page(CHANGE, VIEW - CHANGE, withdrawn),
    "challenge_list": Page(CHALLENGES, SIGNED_IN - CHALLENGES),
    "challenge_raise": Page(
        frozenset({"learner"}), arguments=active
    ),  # others need to have named the learner
    "challenge_appeal": Page(frozenset({"learner"}), arguments=active),
    "challenge_raised": Page(PARTIES, arguments=challenge),
    "challenge_detail": Page(PARTIES, arguments=challenge),
    "challenge_message": Page(PARTIES, arguments=challenge),
    "challenge_process": Page(DECIDE, PARTIES - DECIDE, challenge),
    "challenge_accept": Page(DECIDE, PARTIES - DECIDE, challenge),
    "challenge_reject": Page(DECIDE, PARTIES - DECIDE, challenge),
    "challenge_correct": Page(DECIDE, PARTIES - DECIDE, challenge),
    "challenge_assign": Page(DECIDE | SUPPORT, PARTIES - DECIDE - SUPPORT, challenge),
    "challenge_close": Page(SUPPORT, PARTIES - SUPPORT, challenge),
    "challenge_send_back": Page(SUPPORT, PARTIES - SUPPORT, challenge),
    "challenge_withdraw": Page(PROVIDER, PARTIES - PROVIDER, challenge),
    "contact_list": Page(READ, KNOWN - READ, board),
    "contact_ask": Page(DECIDE, KNOWN - DECIDE, board),
    "contact_requests": Page(SUPPORT, SIGNED_IN - SUPPORT),
    "contact_detail": Page(READ, arguments=asked_for),
    "contact_change": Page(DECIDE, READ - DECIDE, in_force),
    "contact_end": Page(DECIDE, READ - DECIDE, in_force),
    "contact_approve": Page(SUPPORT, READ - SUPPORT, asked_for),
    "contact_decline": Page(SUPPORT, READ - SUPPORT, asked_for),
    "weekly_report_list": Page(READ | {"stranger"}, SIGNED_IN - READ - {"stranger"}),
    "weekly_report_detail": Page(READ, arguments=weekly),
    "weekly_report_file": Page(READ, arguments=lambda scene: {**weekly(scene), "kind": "csv"}),
    "weekly_report_return": Page(DECIDE, READ - DECIDE, weekly),
    "record": Page(frozenset({"learner"})),
    "record_pdf": Page(frozenset({"learner"})),
    "record_sharing": Page(frozenset({"learner"})),
    "record_line": Page(frozenset({"learner"}), arguments=active),
    "learner_find": Page(RECORD, SIGNED_IN - RECORD),
    "learner_record": Page(PROVIDER, arguments=granted),
    "learner_record_pdf": Page(PROVIDER, arguments=granted),
    "learner_sharing": Page(PROVIDER, arguments=granted),
    "learner_audit": Page(PROVIDER, arguments=granted),
    "learner_details": Page(PROVIDER, arguments=granted),
    "learner_invite": Page(PROVIDER, arguments=granted),
    "register_search": Page(SIGNED_IN),
    "register_entry": Page(SIGNED_IN, arguments=lambda scene: {"entry_id": scene.entry.uuid}),
    "register_import": Page(REGISTERS, SIGNED_IN - REGISTERS),
    "report_list": _REPORT,
    "report_uploads": _REPORT,
    "report_rejections": _REPORT,
    "report_timeliness": _REPORT,
    "report_provisional": _REPORT,
    "submitted_records": _COUNTED,
    "first_uploads": _COUNTED,
    "provisional_achievements": _COUNTED,
    "report_workbook": Page(REPORT, SIGNED_IN - REPORT, lambda scene: {"key": "uploads"}),
    "report_csv": Page(REPORT, SIGNED_IN - REPORT, lambda scene: {"key": "uploads", "table": "records"}),
    "verify_one": Page(VERIFY, SIGNED_IN - VERIFY),
    "verify_find": Page(VERIFY, SIGNED_IN - VERIFY),
    "organisation_find": Page(STAFF, SIGNED_IN - STAFF),
    "verify_submit": Page(VERIFY, SIGNED_IN - VERIFY),
    "verify_jobs": Page(VERIFY, SIGNED_IN - VERIFY),
    "search": Page(SIGNED_IN),
    "operator_home": Page(OPERATE, SIGNED_IN - OPERATE),
    "session_end_others": Page(SIGNED_IN, method="post"),  # the last: it ends the session of all others
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
    "soap_ExternalService",  # a call proves itself in its body: tests/integration/soap
    "soap_LearnerService",
    "soap_LearnerServiceR9",
}
