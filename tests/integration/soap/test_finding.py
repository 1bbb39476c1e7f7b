"""LearnerService: find a learner by demographics, and look up ULNs."""

from __future__ import annotations

from typing import Any

import pytest

from integration.soap.client import PASSWORD, stock_client
from testamur.access.models import WebServiceAccess
from testamur.audit import actions as audit
from testamur.audit.queries import timeline
from testamur.learners import actions as learner_actions
from testamur.learners.models import Learner
from world import World, record, submit

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("ACH-12")]

WHO = {"UKPRN": "10000001", "OrgPassword": PASSWORD, "UserName": "Ada Caller"}


@pytest.fixture
def one(world: World) -> Learner:
    """A learner whose names and birthday nobody shares."""
    return changed(
        world.learners[0],
        given_name="Siobhan",
        family_name="Featherstone",
        date_of_birth="2001-02-03",
        gender=2,
        postcode="CV1 2WT",
    )


def changed(learner: Learner, **fields: Any) -> Learner:
    with audit.process("learner.changed", by=None):
        Learner.objects.filter(pk=learner.pk).update(**fields)
    learner.refresh_from_db()
    return learner


def find(**said: Any) -> Any:
    right = {
        "FindType": "FUL",
        "FamilyName": "Featherstone",
        "GivenName": "Siobhan",
        "DateOfBirth": "2001-02-03",
        "Gender": "2",
        "LastKnownPostCode": "CV1 2WT",
    }
    return stock_client("LearnerService").service.learnerByDemographics(**WHO, **{**right, **said})


def found_by(learner: Learner) -> list[tuple[str, str]]:
    return [(each.reason, each.through) for each in timeline(learner) if each.process == "learner.found"]


def test_a_learner_is_found_by_all_that_is_right(
    world: World, caller: WebServiceAccess, one: Learner
) -> None:
    for postcode in ("CV1 2WT", "cv12wt"):
        answer = find(LastKnownPostCode=postcode)
        (learner,) = answer.Learner
        assert (answer.ResponseCode, learner.ULN, learner.MasterSubstituted) == ("WSRC0004", one.uln, "N")
        assert (learner.GivenName, learner.DateOfBirth, learner.Gender) == ("Siobhan", "2001-02-03", "2")
        assert (learner.LastKnownPostCode, learner.EmailAddress) == (None, None)
    assert found_by(one) == [("Northern Board", "wire")] * 2
    assert (answer.FamilyName, answer.LastKnownPostCode) == ("Featherstone", "cv12wt")


@pytest.mark.parametrize(
    "said",
    [
        {"GivenName": "Siobhán"},
        {"GivenName": "Siobhann"},
        {"LastKnownPostCode": "ZZ99 9ZZ"},
        {"FamilyName": "Featherston"},
    ],
)
def test_what_is_nearly_right_finds_a_possible_match(
    world: World, caller: WebServiceAccess, one: Learner, said: dict[str, str], settings: Any
) -> None:
    answer = find(**said)
    if said == {"GivenName": "Siobhán"}:
        assert answer.ResponseCode == "WSRC0004", "a name is no other for its accent"
        return
    assert (answer.ResponseCode, [each.ULN for each in answer.Learner]) == ("WSRC0003", [one.uln])
    settings.VERIFY_DISCLOSES = "exact"
    assert find(**said).Learner == []


@pytest.mark.parametrize(
    "said", [{"DateOfBirth": "2001-03-02"}, {"Gender": "1"}, {"GivenName": "Ada"}, {"FamilyName": "Other"}]
)
def test_what_is_wrong_finds_nobody(
    world: World, caller: WebServiceAccess, one: Learner, said: dict[str, str]
) -> None:
    answer = find(**said)
    assert (answer.ResponseCode, answer.Learner, found_by(one)) == ("WSRC0001", [], [])


@pytest.mark.parametrize("name", ["FamilyName", "GivenName", "DateOfBirth", "Gender", "LastKnownPostCode"])
def test_what_is_missing_is_insufficient(
    world: World, caller: WebServiceAccess, one: Learner, name: str
) -> None:
    answer = find(**{name: None})
    assert (answer.ResponseCode, answer.Learner) == ("WSRC0015", [])


def test_what_cannot_be_is_an_invalid_request(world: World, caller: WebServiceAccess, one: Learner) -> None:
    for said in ({"DateOfBirth": "2001-02-30"}, {"Gender": "5"}, {"LastKnownPostCode": "somewhere"}):
        with pytest.raises(Exception, match="MIAPAPIException"):
            find(**said)


def test_whether_there_is_somebody_and_nothing_else(
    world: World, caller: WebServiceAccess, one: Learner
) -> None:
    answer = find(FindType="CHK")
    assert (answer.ResponseCode, answer.Learner) == ("WSRC0004", [])
    assert found_by(one), "whoever asks is noted"


def test_a_name_from_before_is_found_and_a_merged_learner_is_known_as_the_master(
    world: World, caller: WebServiceAccess, one: Learner
) -> None:
    two = world.learners[1]
    learner_actions.merge(learner=one, master=two, reason="one person", by=None)
    answer = find()
    (learner,) = answer.Learner
    assert (answer.ResponseCode, learner.ULN, learner.MasterSubstituted) == ("WSRC0022", two.uln, "Y")
    assert [one.uln] == learner.LinkedULNs.ULN
    changed(one, family_name="Married", previous_family_name="Featherstone", master=None)
    assert find().ResponseCode == "WSRC0004"
    assert find(FamilyName="Married").ResponseCode == "WSRC0004"
    assert find(FamilyName="Unknown", PreviousFamilyName="Featherstone").ResponseCode == "WSRC0004"


def test_ten_possible_matches_are_told_and_eleven_are_too_many(
    world: World, caller: WebServiceAccess, one: Learner
) -> None:
    twins = [
        {"uln": f"{9_100_000_000 + number}", "given_name": "Siobhan", "family_name": "Featherstone"}
        | {"date_of_birth": "2001-02-03", "gender": 2, "postcode": "CV1 2WT"}
        for number in range(10)
    ]
    learner_actions.register_many(learners=twins[:9], by=None)
    answer = find()
    assert (answer.ResponseCode, len(answer.Learner)) == ("WSRC0003", 10)
    learner_actions.register_many(learners=twins[9:], by=None)
    answer = find()
    assert (answer.ResponseCode, answer.Learner) == ("WSRC0002", [])


def test_a_learner_has_a_version_which_changes_with_the_learner(
    world: World, caller: WebServiceAccess, one: Learner
) -> None:
    (before,) = find().Learner
    (again,) = find().Learner
    changed(one, postcode="")
    (after,) = find().Learner
    assert before.VersionNumber == again.VersionNumber == after.VersionNumber - 1


def retrieve(*ulns: str) -> list[Any]:
    service = stock_client("LearnerService").service
    answer = service.retrieveULNs(**WHO, ULNsToRetrieve={"ULN": list(ulns)})
    return answer.VerifiedULN if hasattr(answer, "VerifiedULN") else answer


def test_what_became_of_ulns(world: World, caller: WebServiceAccess) -> None:
    """The particulars of a learner are for an organisation that has the learner on record."""
    one, two, other = world.learners[:3]
    submit(world, [record(two)])
    learner_actions.merge(learner=one, master=two, reason="one person", by=None)
    linked, own, foreign, unknown = retrieve(one.uln, two.uln, other.uln, "1000000001")
    assert (linked.ULN, linked.MasterULN, linked.ResponseCode) == (one.uln, two.uln, "WSRC0022")
    assert (linked.FamilyName, linked.DateOfBirth) == (two.family_name, two.date_of_birth.isoformat())
    assert (own.MasterULN, own.ResponseCode, own.GivenName) == (None, "WSRC0004", two.given_name)
    assert (foreign.ResponseCode, foreign.FamilyName, foreign.DateOfBirth) == ("WSRC0004", None, None)
    assert (unknown.ULN, unknown.ResponseCode) == ("1000000001", "WSRC0023")
    told = [each.process for each in timeline(two)].count("learner.particulars_told")
    assert (told, [each.process for each in timeline(other)].count("learner.particulars_told")) == (1, 0)


def test_a_list_of_no_ulns_and_one_that_is_too_long(world: World, caller: WebServiceAccess) -> None:
    (nothing,) = retrieve()
    assert (nothing.ResponseCode, nothing.ULN) == ("WSRC0024", None)
    with pytest.raises(Exception, match="MIAPAPIException"):
        retrieve(*["1000000000"] * 201)
