"""`testamur createuser`: make an account for a person, give it a role, or help somebody who is locked out."""

from __future__ import annotations

import secrets
import sys
from typing import TYPE_CHECKING, Any

import click
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from testamur.access import actions as access_actions
from testamur.access import queries as access
from testamur.access.rules import ROLES, Role
from testamur.organisations import actions as organisation_actions
from testamur.organisations import queries as organisations
from testamur.organisations.queries import OrganisationKind

if TYPE_CHECKING:
    from testamur.organisations.models import Organisation


@click.command()
@click.argument("username")
@click.option("--email", help="Their email address. A new account must have one.")
@click.option("--given-name", default="", help="Their given name.")
@click.option("--family-name", default="", help="Their family name.")
@click.option(
    "--role",
    type=click.Choice([role.value for role in Role if not ROLES[role].for_systems]),
    help="What they do.",
)
@click.option(
    "--organisation", "of", metavar="UKPRN", help="Where they do it.  [default: the records service]"
)
@click.option("--generate", is_flag=True, help="Generate a password and print it, once.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@click.option("--no-password", is_flag=True, help="Set none: they choose one by “Forgotten your password?”.")
@click.option("--yes", is_flag=True, help="Do not ask before an account that is there gets another password.")
@click.option("--reset-lockout", is_flag=True, help="Let them try again after too many wrong passwords.")
def command(
    username: str,
    email: str | None,
    given_name: str,
    family_name: str,
    role: str | None,
    of: str | None,
    generate: bool,
    password_stdin: bool,
    no_password: bool,
    yes: bool,
    reset_lockout: bool,
) -> None:
    """Make an account called USERNAME, with a role at an organisation. Without a role it may do nothing.

    For an account that is there already: give it another role, another password (--generate or --password-stdin,
    which is asked about first), or --reset-lockout.
    """
    _check_options((generate, password_stdin, no_password), role, of)
    account = access.user_by_login(username)
    if account is None:
        _check_new(username, email, reset_lockout=reset_lockout)
    elif (generate or password_stdin) and not yes:
        _ask_to_reset(account, password_stdin=password_stdin)
    asked = account is None or generate or password_stdin
    password = _password(generate, password_stdin, no_password, account) if asked else None
    done: list[str] = []
    with transaction.atomic():
        if account is None:
            account = access_actions.create_user(
                username=username,
                email=email or "",
                first_name=given_name,
                last_name=family_name,
                password=password,
                by=None,
            )
            done.append(f"Account {username} was made.")
        elif password:
            access_actions.set_password(user=account, password=password, by=None)
            done.append(f"Account {account.username} has another password.")
        if role:
            done += _grant(account, role, of)
        if reset_lockout:
            access_actions.unlock(user=account, by=None)
            done.append(f"Account {account.username} can try to log in again.")
    for sentence in done or [f"There is an account {account.username} already. Nothing was changed."]:
        click.echo(sentence)
    if generate:
        click.echo(f"Password: {password}")


def _check_options(passwords: tuple[bool, ...], role: str | None, of: str | None) -> None:
    if passwords.count(True) > 1:
        raise click.UsageError("--generate, --password-stdin and --no-password exclude each other.")
    if of and not role:
        raise click.UsageError("--organisation says where; --role must say what they do there.")


def _ask_to_reset(account: Any, *, password_stdin: bool) -> None:
    """A name that somebody has already may be a mistake, and the password that they use would be gone."""
    sentence = f"There is an account {account.username} already, of {account}."
    if password_stdin:
        raise click.UsageError(f"{sentence} Its password is changed only with --yes.")
    click.confirm(f"{sentence} Give it another password? The one in use stops working.", abort=True, err=True)


def _check_new(username: str, email: str | None, *, reset_lockout: bool) -> None:
    """Refuse what would make no account worth having."""
    if reset_lockout:
        raise click.ClickException(f"There is no account “{username}”, so none is locked out.")
    if not email:
        raise click.UsageError("A new account needs --email.")
    try:
        validate_email(email)
    except ValidationError as error:
        raise click.UsageError(f"“{email}” is not an email address.") from error
    if access.user_by_login(email):
        raise click.ClickException(f"There is already an account with the email address {email}.")


def _grant(account: Any, role: str, of: str | None) -> list[str]:
    """Give the role and say what was done."""
    place, done = _place(of, Role(role))
    try:
        access_actions.grant(user=account, organisation=place, role=role, by=None)
    except ValidationError as error:
        raise click.ClickException(" ".join(error.messages)) from error
    return [*done, f"{account.username} is now {ROLES[Role(role)].label.lower()} at {place.name}."]


def _place(of: str | None, role: Role) -> tuple[Organisation, list[str]]:
    """Where the role is to be held. The first operator of a new installation brings the records service into being."""
    if of is not None:
        found = organisations.by_ukprn(of) or organisations.by_recognition_number(of)
        if found is None:
            raise click.ClickException(
                f"There is no organisation “{of}”. Enter its UKPRN or recognition number."
            )
        return found, []
    operators = list(organisations.operators()[:2])
    if ROLES[role].organisation_kind != OrganisationKind.OPERATOR or len(operators) > 1:
        raise click.UsageError(f"Say with --organisation where they are to be {ROLES[role].label.lower()}.")
    if operators:
        return operators[0], []
    service = organisation_actions.register(name="Records service", kind=OrganisationKind.OPERATOR, by=None)
    return service, ["The records service was registered as an organisation."]


def _password(generate: bool, from_stdin: bool, none: bool, account: Any) -> str | None:
    """A password that the rules accept, however it is given."""
    if none:
        return None
    if generate:
        return secrets.token_urlsafe(15)
    if from_stdin:
        password = sys.stdin.readline().rstrip("\n")
    elif sys.stdin.isatty():
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    else:
        raise click.UsageError(
            "No one is there to be asked: use --generate, --password-stdin or --no-password."
        )
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise click.ClickException(" ".join(error.messages)) from error
    return str(password)
