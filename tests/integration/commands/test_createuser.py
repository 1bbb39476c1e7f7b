"""`testamur createuser`: accounts, roles, passwords and lock-outs from the command line."""

from __future__ import annotations

import pytest

from integration.commands.running import call
from testamur.access import actions as access_actions
from testamur.access import queries as access
from testamur.access.models import User
from testamur.access.rules import Permission
from testamur.audit.queries import timeline
from testamur.organisations.models import Organisation
from world import World

pytestmark = pytest.mark.django_db

GOOD = "a long and winding passphrase"


def create(*arguments: str, given: str | None = None) -> tuple[int, str]:
    answer = call("createuser", *arguments, given=given)
    return answer.exit_code, answer.output


def test_account_is_made_with_a_generated_password_that_works(world: World) -> None:
    code, said = create(
        "nadia",
        "--email",
        "nadia@people.example",
        "--role",
        "ao_viewer",
        "--organisation",
        "10000001",
        "--generate",
    )
    assert code == 0
    assert "nadia is now viewer at Northern Board." in said
    user = User.objects.get(username="nadia")
    assert user.check_password(said.rsplit("Password: ", 1)[1].strip())
    assert access.can(user, Permission.BATCH_VIEW, world.board)
    assert not access.can(user, Permission.BATCH_SUBMIT, world.board)


def test_password_comes_from_standard_input_and_must_be_good(world: World) -> None:
    code, said = create("nadia", "--email", "n@people.example", "--password-stdin", given="short\n")
    assert code == 1
    assert "too short" in said
    assert not User.objects.filter(username="nadia").exists()
    code, _ = create("nadia", "--email", "n@people.example", "--password-stdin", given=f"{GOOD}\n")
    assert code == 0
    assert User.objects.get(username="nadia").check_password(GOOD)


def test_account_without_password_cannot_log_in(world: World) -> None:
    assert create("nadia", "--email", "n@people.example", "--no-password")[0] == 0
    assert not User.objects.get(username="nadia").has_usable_password()


def test_first_operator_brings_the_records_service_into_being(db: None) -> None:
    code, said = create("root", "--email", "root@people.example", "--role", "operator", "--no-password")
    assert code == 0
    assert "The records service was registered" in said
    service = Organisation.objects.get()
    assert service.kind == "operator"
    assert access.can(User.objects.get(), Permission.SERVICE_OPERATE)


def test_operator_is_put_at_the_one_records_service(world: World) -> None:
    assert create("root", "--email", "r@people.example", "--role", "operator", "--no-password")[0] == 0
    held = access.memberships_of(User.objects.get(username="root"))
    assert [membership.organisation for membership in held] == [world.service]
    assert Organisation.objects.filter(kind="operator").count() == 1


def test_existing_account_gets_another_role_and_password(world: World) -> None:
    code, said = create("vera", "--role", "ao_viewer", "--organisation", "10000002", "--generate", "--yes")
    assert code == 0
    assert access.can(world.viewer, Permission.BATCH_VIEW, world.other_board)
    world.viewer.refresh_from_db()
    assert world.viewer.check_password(said.rsplit("Password: ", 1)[1].strip())
    assert create("vera")[1] == "There is an account vera already. Nothing was changed.\n"


def test_an_account_that_is_there_gets_another_password_only_if_somebody_agrees(world: World) -> None:
    before = world.viewer.password
    for answer in ("n\n", "", "\n"):
        code, said = create("vera", "--generate", given=answer)
        assert code == 1
        assert "There is an account vera already, of Vera Tester. Give it another password?" in said
    code, said = create("vera", "--password-stdin", given=f"{GOOD}\n")
    assert (code, "only with --yes" in said) == (2, True)
    world.viewer.refresh_from_db()
    assert world.viewer.password == before
    assert create("vera", "--generate", given="y\n")[0] == 0
    assert create("vera", "--password-stdin", "--yes", given=f"{GOOD}\n")[0] == 0
    world.viewer.refresh_from_db()
    assert world.viewer.check_password(GOOD)


def test_locked_out_person_may_try_again(world: World) -> None:
    for _ in range(3):
        access_actions.begin_attempt(username="vera", address="127.0.0.1")
    assert access.locked_out([world.viewer]) == {world.viewer.pk}
    code, said = create("vera", "--reset-lockout")
    assert (code, said) == (0, "Account vera can try to log in again.\n")
    assert access.locked_out([world.viewer]) == set()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nadia"], "A new account needs --email."),
        (["nadia", "--email", "nowhere"], "“nowhere” is not an email address."),
        (["nadia", "--email", "Vera@People.example"], "There is already an account with the email address"),
        (["nadia", "--reset-lockout"], "There is no account “nadia”"),
        (["nadia", "--email", "n@p.example", "--organisation", "10000001"], "--role must say"),
        (["nadia", "--email", "n@p.example"], "No one is there to be asked"),
        (["nadia", "--email", "n@p.example", "--generate", "--no-password"], "exclude each other"),
        (["nadia", "--email", "n@p.example", "--generate", "--role", "ao_viewer"], "Say with --organisation"),
        (
            ["nadia", "--email", "n@p.example", "--generate", "--role", "ao_viewer", "--organisation", "1"],
            "There is no organisation “1”.",
        ),
        (
            [
                "nadia",
                "--email",
                "n@p.example",
                "--generate",
                "--role",
                "operator",
                "--organisation",
                "10000001",
            ],
            "People at Northern Board cannot have the role “Operator”.",
        ),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_half_done(
    world: World, arguments: list[str], said: str
) -> None:
    before = User.objects.count()
    code, output = create(*arguments)
    assert code != 0
    assert said in output
    assert "was made" not in output
    assert User.objects.count() == before


def test_history_says_how_the_account_was_made(world: World) -> None:
    create("nadia", "--email", "n@people.example", "--generate")
    (version,) = timeline(User.objects.get(username="nadia"))
    assert version.process == "user.created"
