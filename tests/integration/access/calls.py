"""Every call of the API, and what a system of the owner and one of another organisation get of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from integration.access.routes import (
    Arguments,
    active,
    asked_for,
    board,
    challenge,
    client,
    done,
    invited,
    nothing,
    of,
    person,
    ready,
    stuck,
    weekly,
)
from integration.access.scene import Scene


@dataclass(frozen=True)
class Call:
    """An API call. ``own`` and ``foreign`` are the statuses for a system of the owner and of another organisation."""

    method: str
    own: int
    foreign: int
    arguments: Arguments = nothing
    query: Callable[[Scene], str] = lambda scene: ""
    body: Callable[[Scene], Any] = lambda scene: None


centre = of("batch_id", "centre")
assigned = of("batch_id", "assigned")
decisions = of("batch_id", "decisions")
verified = of("batch_id", "verified")


def named(scene: Scene) -> dict[str, Any]:
    """A learner as somebody names them who knows them."""
    learner = scene.active.learner
    return {"uln": learner.uln, "given_name": learner.given_name, "family_name": learner.family_name}


def demographics(scene: Scene) -> dict[str, Any]:
    learner = scene.active.learner
    names = {"given_name": learner.given_name, "family_name": learner.family_name}
    return {**names, "date_of_birth": f"{learner.date_of_birth}", "gender": 1, "postcode": "CV1 2WT"}


def sharing(scene: Scene) -> dict[str, Any]:
    return {"learner": named(scene), "ability_to_share": 1, "reason": "Asked", "notice_given": True}


def nominating(scene: Scene) -> dict[str, Any]:
    named = {"given_name": "Nora", "family_name": "Nominee"}
    return {**named, "telephone": "01632 960001", "email": "nora@board.example"}


def challenging(scene: Scene) -> dict[str, Any]:
    """What a provider's system sends to raise a challenge."""
    return {
        "learner": named(scene),
        "event": {"reference": scene.active.reference, "award_date": str(scene.active.award_date)},
        "problem": "not_completed",
        "description": "The learner never took it.",
        "contact": {"name": "Exams office", "email": "exams@riverside.example"},
    }


CALLS: dict[str, Call] = {
    "api:list_challenges": Call("get", 200, 200),
    "api:view_challenge": Call("get", 200, 404, challenge),
    "api:view_correction": Call("get", 403, 404, challenge),
    "api:list_challenge_people": Call("get", 403, 404, challenge),
    "api:raise_challenge": Call("post", 403, 403, body=challenging),
    "api:process_challenge": Call("post", 403, 404, challenge),
    "api:accept_challenge": Call("post", 403, 404, challenge, body=lambda scene: {}),
    "api:reject_challenge": Call("post", 403, 404, challenge, body=lambda scene: {"reason": "x"}),
    "api:correct_challenge": Call("post", 403, 404, challenge, body=lambda scene: {"version": "x"}),
    "api:assign_challenge": Call("post", 403, 404, challenge, body=lambda scene: {"to": None}),
    "api:say_in_challenge": Call("post", 403, 404, challenge, body=lambda scene: {"text": "x"}),
    "api:close_challenge": Call("post", 403, 404, challenge, body=lambda scene: {}),
    "api:send_back_challenge": Call("post", 403, 404, challenge, body=lambda scene: {"reason": "x"}),
    "api:withdraw_challenge": Call("post", 403, 404, challenge, body=lambda scene: {}),
    "api:list_activity": Call("get", 200, 200, query=lambda scene: "?kind=achievements"),
    "api:view_me": Call("get", 200, 200),
    "api:list_batches": Call("get", 200, 200),
    "api:view_batch": Call("get", 200, 404, done),
    "api:list_findings": Call("get", 200, 404, done),
    "api:count_findings": Call("get", 200, 404, done),
    "api:view_record": Call("get", 200, 404, lambda scene: {**done(scene), "number": 1}),
    "api:download_file": Call("get", 200, 404, lambda scene: {**done(scene), "name": "job-result.json"}),
    "api:download_submitted_file": Call("get", 200, 404, done),
    "api:retry_batch": Call("post", 200, 404, stuck),
    "api:cancel_batch": Call("post", 200, 404, stuck),
    "api:confirm_batch": Call("post", 200, 404, ready),
    "api:undo_batch": Call("post", 403, 404, done),
    "api:close_batch": Call("post", 409, 404, done),
    "api:submit_batch": Call("post", 422, 422),
    "api:list_achievements": Call("get", 200, 200, query=lambda scene: f"?uln={scene.active.uln}"),
    "api:search_achievements": Call("post", 200, 200, body=lambda scene: {"uln": scene.active.uln}),
    "api:view_achievement": Call("get", 200, 404, active),
    "api:change_achievement": Call("post", 422, 422, body=lambda scene: {}),
    "api:check_achievement": Call("post", 422, 422, body=lambda scene: {}),
    "api:edit_grade": Call("post", 409, 404, active, body=lambda scene: {"grade": "B", "version": "old"}),
    "api:check_grade": Call("post", 409, 404, active, body=lambda scene: {"grade": "B", "version": "old"}),
    "api:delete_achievement": Call("post", 409, 404, active, body=lambda scene: {"version": "old"}),
    "api:move_achievement": Call("post", 409, 404, active, body=lambda scene: {"uln": "1", "version": "old"}),
    "api:check_move": Call("post", 409, 404, active, body=lambda scene: {"uln": "1", "version": "old"}),
    "api:submit_centre_records": Call("post", 422, 422),
    "api:list_centre_batches": Call("get", 200, 200),
    "api:view_centre_batch": Call("get", 404, 404, centre),
    "api:list_centre_findings": Call("get", 404, 404, centre),
    "api:count_centre_findings": Call("get", 404, 404, centre),
    "api:view_centre_record": Call("get", 404, 404, lambda scene: {**centre(scene), "number": 1}),
    "api:confirm_centre_batch": Call("post", 404, 404, centre),
    "api:cancel_centre_batch": Call("post", 404, 404, centre),
    "api:undo_centre_batch": Call("post", 404, 404, centre),
    "api:retry_centre_batch": Call("post", 404, 404, centre),
    "api:close_centre_batch": Call("post", 404, 404, centre),
    "api:download_centre_file": Call(
        "get", 404, 404, lambda scene: {**centre(scene), "name": "return-outcome.csv"}
    ),
    "api:download_centre_submitted_file": Call("get", 404, 404, centre),
    "api:view_uploads_report": Call("get", 200, 200),
    "api:view_rejections_report": Call("get", 200, 200),
    "api:view_timeliness_report": Call("get", 200, 200),
    "api:view_provisional_report": Call("get", 200, 200),
    "api:list_provisional_achievements": Call("get", 200, 200),
    "api:own_record": Call("get", 401, 401),
    "api:looks_at_own_record": Call("get", 401, 401),
    "api:search_records": Call("post", 403, 403, body=named),
    "api:set_sharing": Call("post", 403, 403, body=sharing),
    "api:invite_learner": Call(
        "post", 403, 403, body=lambda scene: {"learner": named(scene), "email": "robin@people.example"}
    ),
    "api:find_learners": Call("post", 403, 403, body=demographics),
    "api:view_audit": Call("post", 403, 403, body=lambda scene: {"learner": named(scene)}),
    "api:update_details": Call(
        "post", 403, 403, body=lambda scene: {"learner": named(scene), "version": 1, "telephone": "1"}
    ),
    "api:find_organisation": Call("get", 200, 200, arguments=lambda scene: {"number": "10000001"}),
    "api:list_contacts": Call("get", 200, 200),
    "api:view_contact": Call("get", 200, 404, asked_for),
    "api:ask_for_contact": Call("post", 403, 403, body=nominating),
    "api:end_contact": Call("post", 403, 404, asked_for),
    "api:approve_contact": Call("post", 403, 404, asked_for),
    "api:decline_contact": Call("post", 403, 404, asked_for, body=lambda scene: {"reason": "x"}),
    "api:list_weekly_reports": Call("get", 200, 200),
    "api:view_weekly_report": Call("get", 200, 404, weekly),
    "api:download_weekly_workbook": Call("get", 200, 404, weekly),
    "api:download_weekly_csv": Call("get", 200, 404, weekly),
    "api:submit_challenge_assignments_batch": Call(
        "post", 403, 403, body=lambda scene: {"ids": [str(scene.challenge.uuid)], "to": None}
    ),
    "api:list_challenge_assignments_batches": Call("get", 200, 200),
    "api:view_challenge_assignments_batch": Call("get", 200, 404, assigned),
    "api:list_challenge_assignments_findings": Call("get", 200, 404, assigned),
    "api:count_challenge_assignments_findings": Call("get", 200, 404, assigned),
    "api:view_challenge_assignments_record": Call(
        "get", 200, 404, lambda scene: {**assigned(scene), "number": 1}
    ),
    "api:confirm_challenge_assignments_batch": Call("post", 403, 404, assigned),
    "api:cancel_challenge_assignments_batch": Call("post", 403, 404, assigned),
    "api:undo_challenge_assignments_batch": Call("post", 403, 404, assigned),
    "api:retry_challenge_assignments_batch": Call("post", 403, 404, assigned),
    "api:close_challenge_assignments_batch": Call("post", 403, 404, assigned),
    "api:download_challenge_assignments_file": Call(
        "get", 200, 404, lambda scene: {**assigned(scene), "name": "challenge_assignments-outcome.csv"}
    ),
    "api:submit_decisions": Call("post", 422, 422),
    "api:list_decision_batches": Call("get", 200, 200),
    "api:view_decision_batch": Call("get", 200, 404, decisions),
    "api:list_decision_findings": Call("get", 200, 404, decisions),
    "api:count_decision_findings": Call("get", 200, 404, decisions),
    "api:view_decision_record": Call("get", 200, 404, lambda scene: {**decisions(scene), "number": 1}),
    "api:confirm_decision_batch": Call("post", 403, 404, decisions),
    "api:cancel_decision_batch": Call("post", 403, 404, decisions),
    "api:undo_decision_batch": Call("post", 403, 404, decisions),
    "api:retry_decision_batch": Call("post", 403, 404, decisions),
    "api:close_decision_batch": Call("post", 403, 404, decisions),
    "api:download_decision_file": Call(
        "get", 200, 404, lambda scene: {**decisions(scene), "name": "decisions-outcome.csv"}
    ),
    "api:download_decision_submitted_file": Call("get", 200, 404, decisions),
    "api:verify_learner": Call("post", 403, 403, body=named),
    "api:submit_verify_batch": Call("post", 422, 422),
    "api:list_verify_batches": Call("get", 200, 200),
    "api:view_verify_batch": Call("get", 200, 404, verified),
    "api:list_verify_results": Call("get", 200, 404, verified),
    "api:cancel_verify_batch": Call("post", 403, 404, lambda scene: {"batch_id": str(scene.unverified.uuid)}),
    "api:retry_verify_batch": Call("post", 403, 404, of("batch_id", "verified")),
    "api:close_verify_batch": Call("post", 403, 404, of("batch_id", "verified")),
    "api:download_verify_file": Call(
        "get", 200, 404, lambda scene: {**verified(scene), "name": "verify-result.csv"}
    ),
    "api:download_verify_submitted_file": Call("get", 200, 404, verified),
    "api:list_qualifications": Call("get", 200, 200, query=lambda scene: "?reference=601/0001/1"),
}


def unknown(scene: Scene) -> Any:
    """A record with a member that no record has."""
    return [{"nothing": ""}]


CALLS |= {
    f"api:submit_{_name}": Call("post", 422, 422, body=unknown)
    for _name in ("records", "centre_records_as_records", "decisions_as_records", "verify_records")
}


def _of_import(kind: str, **more: Any) -> Arguments:
    return lambda scene: {"batch_id": str(scene.imports[kind].uuid), **more}


# Imports of registers are the operator's, and neither system's.
for _noun, _kind in (("qualification", "register"), ("unit", "units"), ("organisation", "organisations")):
    CALLS |= {
        f"api:submit_{_noun}_import": Call("post", 422, 422),
        f"api:submit_{_noun}_import_as_records": Call("post", 422, 422, body=unknown),
        f"api:list_{_noun}_import_batches": Call("get", 200, 200),
        **{
            f"api:{_name}": Call(_method, 404, 404, _of_import(_kind, **_more))
            for _name, _method, _more in (
                (f"view_{_noun}_import_batch", "get", {}),
                (f"list_{_noun}_import_findings", "get", {}),
                (f"count_{_noun}_import_findings", "get", {}),
                (f"view_{_noun}_import_record", "get", {"number": 1}),
                (f"confirm_{_noun}_import_batch", "post", {}),
                (f"cancel_{_noun}_import_batch", "post", {}),
                (f"undo_{_noun}_import_batch", "post", {}),
                (f"retry_{_noun}_import_batch", "post", {}),
                (f"close_{_noun}_import_batch", "post", {}),
                (f"download_{_noun}_import_file", "get", {"name": "x.csv"}),
                (f"download_{_noun}_import_submitted_file", "get", {}),
            )
        },
    }


def inviting(scene: Scene) -> dict[str, Any]:
    named = {"first_name": "Iris", "last_name": "Invited", "email": "iris@people.example"}
    return {**named, "roles": ["ao_viewer"]}


# Whom an organisation is made of, and what acts for it: for systems whose role is made for that.
CALLS |= {
    "api:view_service": Call("get", 403, 403),
    "api:list_organisations": Call("get", 403, 403),
    "api:view_organisation": Call("get", 403, 404, board),
    "api:list_people": Call("get", 403, 404, board),
    "api:view_person": Call("get", 403, 404, person),
    "api:change_person": Call(
        "post", 403, 404, person, body=lambda scene: {"first_name": "Vera", "last_name": "Viewer"}
    ),
    "api:set_person_roles": Call("post", 403, 404, person, body=lambda scene: {"roles": ["ao_batch_user"]}),
    "api:suspend_person": Call("post", 403, 404, person),
    "api:reactivate_person": Call("post", 403, 404, person),
    "api:unlock_person": Call("post", 403, 404, person),
    "api:remove_two_step": Call("post", 403, 404, person),
    "api:suspend_account": Call("post", 403, 404, person),
    "api:reactivate_account": Call("post", 403, 404, person),
    "api:list_invitations": Call("get", 403, 404, board),
    "api:invite_person": Call("post", 403, 404, board, body=inviting),
    "api:send_invitation_again": Call("post", 403, 404, invited),
    "api:withdraw_invitation": Call("post", 403, 404, invited),
    "api:list_api_clients": Call("get", 403, 404, board),
    "api:create_api_client": Call(
        "post", 403, 404, board, body=lambda scene: {"name": "Another", "role": "ao_viewer"}
    ),
    "api:remove_api_client": Call("post", 403, 404, client),
    "api:view_web_service": Call("get", 403, 404, board),
    "api:set_web_service_password": Call(
        "post", 403, 404, board, body=lambda scene: {"roles": ["ao_batch_user"]}
    ),
    "api:remove_web_service_password": Call("post", 403, 404, board),
}
