"""Stock clients of other stacks, over HTTP: code that is generated from our descriptions, or reads them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from integration.soap.client import PASSWORD
from plugins import stacks
from testamur.access import actions as access
from testamur.access.rules import Role
from testamur.audit import actions as audit
from testamur.learners.models import Learner
from world import World, make_world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.requirement("ACH-02")]

HERE = Path(__file__).parent / "stacks"


@pytest.fixture
def asked(live_server: Any) -> list[str]:
    """The address and what a client is to say, as it gets them on its command line."""
    world = make_world(2)
    roles = {Role.AO_BATCH_USER, Role.AO_VERIFY_USER}
    access.set_web_service_password(
        organisation=world.board, roles=roles, password=PASSWORD, by=world.super_user
    )
    return [live_server.url, json.dumps(_given(world))]


def _given(world: World) -> dict[str, Any]:
    with audit.process("learner.changed", by=None):
        Learner.objects.filter(pk=world.learners[0].pk).update(postcode="CV1 2WT", family_name="O'Séaghdha")
    one = Learner.objects.get(pk=world.learners[0].pk)
    names = {"FamilyName": one.family_name, "GivenName": one.given_name}
    born = one.date_of_birth.isoformat()
    return {
        "who": {"ukprn": "10000001", "password": PASSWORD},
        "claim": {"ULN": one.uln, **names},
        "demographics": {
            **names,
            "DateOfBirth": born,
            "Gender": str(one.gender),
            "LastKnownPostCode": "CV1 2WT",
        },
        "achievement": {
            "AchievementAwardDate": "2019-07-03T00:00:00",
            "Action": 1,
            "ActionDate": "2019-08-01T00:00:00",
            **names,
            "ProviderUkprn": "10000101",
            "Uln": one.uln,
            "UnitOrQualificationReferenceNumber": "601/0001/1",
        },
        "records": 3,
        "too_large": 18 * 1024 * 1024,
    }


ANSWERS = {
    "verifyLearner": "WSVRC001",
    "learnerByULN": "WSRC0004",
    "learnerByDemographics": "WSRC0004",
    "retrieveULNs": "WSRC0004",
    "submitVerifyBatch": "WSRC0007",
    "getVerifyBatchOutput": "WSRC0008",
    "SubmitAchievementBatchJob": "WSRC0004",
    "GetAchievementBatchJob": "WSRC0004",
    "GetOrganisation": "WSRC0004",
}


def codes(said: dict[str, Any]) -> dict[str, Any]:
    return {name: value[0] if isinstance(value, list) else value for name, value in said.items()}


def run(*command: str | Path, cwd: Path | None = None) -> str:
    answer = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, cwd=cwd)
    assert answer.returncode == 0, f"{answer.stdout[-3000:]}{answer.stderr[-3000:]}"
    return answer.stdout


def test_php_calls_every_service(asked: list[str]) -> None:
    stacks.PHP.check()
    said = json.loads(run("php", HERE / "client.php", *asked))
    refused = {"wrong password": "WSEC0005", "too large": "WSEC0001"}
    assert codes(said) == ANSWERS | refused
    assert said["learnerByULN"][1] >= 1
    assert said["GetOrganisation"][1] == "Northern Board"


def test_code_that_mono_generates_calls_every_service(asked: list[str], tmp_path: Path) -> None:
    """It has the classes of the published description, and a call that is refused throws its fault."""
    stacks.MONO.check()
    address, given = asked[0], json.loads(asked[1])
    sources = [f"{service}.cs" for service in ("LearnerService", "LearnerServiceR9", "ExternalService")]
    for source in sources:
        service = source.removesuffix(".cs")
        described = f"{address}/{service}.svc?singleWsdl"
        run("wsdl", "-l:CS", f"-n:Lrs.{service}", f"-o:{source}", described, cwd=tmp_path)
    libraries = "-r:System.Web.Services,System.Xml"
    run("mcs", "-out:client.exe", libraries, HERE / "Client.cs", *sources, cwd=tmp_path)
    claim, demographics = given["claim"], given["demographics"]
    words = [
        claim["ULN"],
        claim["FamilyName"],
        claim["GivenName"],
        demographics["DateOfBirth"],
        demographics["Gender"],
    ]
    said = run("mono", "client.exe", address, "10000001", PASSWORD, *words, cwd=tmp_path)
    assert dict(line.split("\t") for line in said.splitlines()) == ANSWERS | {"wrong password": "WSEC0005"}
