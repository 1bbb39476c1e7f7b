"""`testamur submit`: a batch from the command line has the life of every other batch."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from integration.commands.running import call, process, worker
from integration.qualifications.files import file_of
from testamur.achievements.samples import qualification_reference
from testamur.audit.queries import timeline
from testamur.batches import actions as batches
from testamur.batches.models import Batch
from testamur.notices.models import Notice
from testamur.qualifications.models import Entry
from world import World, make_world, record, the, xml

pytestmark = pytest.mark.django_db

UNKNOWN = qualification_reference(777)


@pytest.fixture
def file(world: World, tmp_path: Path) -> Path:
    """A batch of ten good records and one bad one."""
    right = [record(learner) for learner in world.learners[:10]]
    path = tmp_path / "results.xml"
    path.write_bytes(xml([*right, record(world.learners[11], reference=UNKNOWN)]))
    return path


@pytest.fixture
def good_file(world: World, tmp_path: Path) -> Path:
    path = tmp_path / "good.xml"
    path.write_bytes(xml([record(learner) for learner in world.learners[:3]]))
    return path


def run(*arguments: str) -> None:
    """Submit and let the engine do its part, as a worker would."""
    answer = call("submit", *arguments)
    assert answer.exit_code == 0, answer.output
    batches.advance(batch_id=Batch.objects.latest("id").pk)


def test_batch_is_taken_and_waits_for_a_worker(world: World, file: Path) -> None:
    answer = call("submit", str(file), "--organisation", "10000001")
    assert answer.exit_code == 0
    batch = Batch.objects.get()
    assert f"Batch {batch.pk}, results.xml: Waiting." in answer.output
    assert (batch.state, batch.through, batch.organisation) == ("received", "command", world.board)


def test_outcome_is_told_and_rejections_give_exit_code_1(world: World, file: Path) -> None:
    run(str(file), "--organisation", "10000001")
    answer = call("submit", str(file), "--organisation", "10000001", "--wait")
    assert answer.exit_code == 1
    assert "This file was sent before" in answer.stderr
    assert "11 records: 10 accepted, 1 rejected" in answer.output
    assert "10 created" in answer.output
    assert "Rejected by class: BusinessRule 1" in answer.output


def test_outcome_in_json_has_counters_and_codes(world: World, file: Path) -> None:
    run(str(file), "--organisation", "10000001")
    answer = call("submit", str(file), "--organisation", "10000001", "--wait", "--json")
    told = json.loads(answer.stdout)
    assert told["new"] is False
    assert (told["state"], told["status"]) == ("done", "Successful")
    assert (told["records"], told["accepted"], told["rejected"]) == (11, 10, 1)
    assert told["effects"] == {"created": 10}
    assert [(found["code"], found["records"]) for found in told["by_code"]] == [("B01", 1)]


def test_every_record_accepted_gives_exit_code_0(world: World, good_file: Path) -> None:
    run(str(good_file), "--organisation", "RN0001", "--user", "bashir")
    assert Batch.objects.get().submitted_by == world.batch_user
    again = call("submit", str(good_file), "--organisation", "RN0001", "--user", "bashir", "--wait")
    assert again.exit_code == 0


def test_refused_batch_gives_exit_code_1_and_an_unreadable_one_2(world: World, tmp_path: Path) -> None:
    bad, broken = tmp_path / "bad.xml", tmp_path / "broken.xml"
    bad.write_bytes(xml([record(world.learners[0], reference=UNKNOWN)]))
    broken.write_bytes(xml([record(world.learners[0])])[:-60])
    for path, code, said in ((bad, 1, "RS005"), (broken, 2, "WSEC0001")):
        run(str(path), "--organisation", "10000001")
        answer = call("submit", str(path), "--organisation", "10000001", "--wait")
        assert answer.exit_code == code
        assert said in answer.output


def test_same_file_makes_no_second_batch_unless_sent_again(world: World, file: Path) -> None:
    for more, count in (([], 1), ([], 1), (["--again"], 2)):
        call("submit", str(file), "--organisation", "10000001", *more)
        assert Batch.objects.count() == count


def test_type_of_job_can_be_given(world: World, tmp_path: Path) -> None:
    path = tmp_path / "untyped.xml"
    path.write_bytes(xml([record(world.learners[0])], job_type=None))
    run(str(path), "--organisation", "10000001", "--type", "provisional")
    assert the(world.learners[0]).status == "provisional"


def test_standard_input_is_a_file_too(world: World, good_file: Path) -> None:
    answer = call("submit", "-", "--organisation", "10000001", given=good_file.read_bytes())
    assert answer.exit_code == 0
    assert Batch.objects.get().file_name == "standard-input"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--organisation", "19999999"], "There is no organisation “19999999”."),
        (["--organisation", "10000001", "--user", "nobody"], "There is no account “nobody”."),
        (["--organisation", "10000001", "--user", "vera"], "does not have the right"),
        (["--organisation", "10000001", "--user", "stefan"], "does not have the right"),
        (["--organisation", "10000101"], "People at Riverside College cannot have the role"),
        (["--organisation", "10000001", "--kind", "register"], "does not have the right"),
    ],
)
def test_what_cannot_be_submitted_is_said_with_exit_code_2(
    world: World, file: Path, arguments: list[str], said: str
) -> None:
    answer = call("submit", str(file), *arguments)
    assert answer.exit_code == 2
    assert said in answer.output
    assert Batch.objects.count() == 0


def test_file_that_is_empty_or_not_there_is_said_with_exit_code_2(world: World, tmp_path: Path) -> None:
    empty = tmp_path / "empty.xml"
    empty.touch()
    for path, said in ((empty, "The file is empty."), (tmp_path / "none.xml", "No such file")):
        answer = call("submit", str(path), "--organisation", "10000001")
        assert answer.exit_code == 2
        assert said in answer.output
    assert Batch.objects.count() == 0


def test_waiting_without_a_worker_ends_with_advice(world: World, file: Path) -> None:
    answer = call("submit", str(file), "--organisation", "10000001", "--wait", "--timeout", "0")
    assert answer.exit_code == 2
    assert "still “Waiting”" in answer.output
    assert "`testamur worker` starts one" in answer.output


@pytest.mark.requirement("XC-01")
def test_record_says_that_the_command_line_wrote_it_and_through_which_batch(world: World, file: Path) -> None:
    run(str(file), "--organisation", "10000001")
    version = timeline(the(world.learners[0]))[0]
    assert version.process == "batch.applied"
    assert version.by_name == "Command line"
    assert version.through == "command"
    assert version.batch == Batch.objects.get().pk
    assert not Batch.objects.get().submitted_by.has_usable_password()


@pytest.mark.requirement("ACH-09")
def test_grade_off_the_scale_of_every_qualification_under_a_number_is_a_warning(
    world: World, tmp_path: Path
) -> None:
    register, results = tmp_path / "qualifications.csv", tmp_path / "results.xml"
    register.write_bytes(file_of("register", {"grades": "A*/A"}, {"title": "Trees", "grades": "Pass/Fail"}))
    run(str(register), "--kind", "register", "--organisation", "RN0001", "--user", "olga")
    batches.confirm(batch=Batch.objects.get(), by=world.operator)
    batches.advance(batch_id=Batch.objects.get().pk)
    graded = zip(world.learners, ("A*", "pass", "B"), strict=False)
    results.write_bytes(
        xml([record(learner, reference="600/1166/X", grade=grade) for learner, grade in graded])
    )
    run(str(results), "--organisation", "10000001")
    told = json.loads(call("submit", str(results), "--organisation", "10000001", "--wait", "--json").stdout)
    assert (told["accepted"], told["with_warnings"], told["rejected"]) == (3, 1, 0)
    assert [(found["code"], found["severity"]) for found in told["by_code"]] == [("B08", "warning")]


@pytest.mark.django_db(transaction=True)
@pytest.mark.requirement("XC-02")
def test_register_goes_from_submission_through_confirmation_to_its_outcome_in_the_queue(
    tmp_path: Path,
) -> None:
    make_world(learner_count=1)
    path = tmp_path / "qualifications.csv"
    path.write_bytes(file_of("register", {}, {"title": "Horticulture: Trees"}))
    submit = ("submit", str(path), "--kind", "register", "--organisation", "RN0001", "--user", "olga")
    with worker(tmp_path):
        checked = process(tmp_path, *submit, "--wait", "--json")
        assert checked.returncode == 0, checked.stderr
        assert json.loads(checked.stdout)["state"] == "ready"
        assert json.loads(checked.stdout)["planned"] == {"created": 2}
        assert not Entry.objects.filter(reference="600/1166/X").exists()
        done = process(tmp_path, *submit, "--confirm", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["new"], told["state"], told["effects"]) == (False, "done", {"created": 2})
    assert told["reports"] == ["qualifications-findings.csv", "qualifications-outcome.csv"]
    assert Entry.objects.filter(reference="600/1166/X").count() == 2
    assert "Created: 2" in Notice.objects.get(to="olga@people.example").body


def test_a_file_that_was_refused_before_exits_with_1_without_waiting(world: World, tmp_path: Path) -> None:
    path = tmp_path / "bad.xml"
    path.write_bytes(xml([record(learner, reference=UNKNOWN) for learner in world.learners[:3]]))
    run(str(path), "--organisation", "10000001")
    answer = call("submit", str(path), "--organisation", "10000001")
    assert answer.exit_code == 1
    assert "RS005" in answer.output
    run(str(path), "--organisation", "10000001", "--again")


def test_a_file_of_which_everything_was_accepted_before_exits_with_0(world: World, good_file: Path) -> None:
    run(str(good_file), "--organisation", "10000001")
    assert call("submit", str(good_file), "--organisation", "10000001").exit_code == 0
