"""The people of an organisation: what they may do there, which its super user says; an operator may do so for any.

Their accounts are their own. An operator can change them; a super user can only help where the organisation's
invitation brought the account into being (``access.can_help_with_account``).
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from testamur.access import actions as access_actions
from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.web import reach
from testamur.web.accounts import letters
from testamur.web.forms import refused
from testamur.web.people import presenters
from testamur.web.people.forms import InvitationForm, PersonForm, RolesForm
from testamur.web.requests import SignedInRequest, asked_and_done

if TYPE_CHECKING:
    from testamur.access.models import Invitation, User
    from testamur.organisations.models import Organisation


@asked_and_done
@login_required
def person_invite(request: SignedInRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """What it answers does not depend on whether the address has an account elsewhere."""
    organisation = reach.organisation_or_404(request, organisation_id, Permission.PEOPLE_MANAGE)
    form = InvitationForm(request.POST or None, roles=access.role_choices(organisation))
    if form.is_valid() and _is_invited(request, organisation, form):
        messages.success(
            request, _("We have sent an invitation to %(email)s.") % {"email": form.cleaned_data["email"]}
        )
        return redirect("invitation_list", organisation.uuid)
    return render(request, "people/invite.html", {"organisation": organisation, "form": form})


def _is_invited(request: SignedInRequest, organisation: Organisation, form: InvitationForm) -> bool:
    """Whether the letter is on its way; if not, the reason is on the form."""
    given = form.cleaned_data | {"roles": set(form.cleaned_data["roles"])}
    try:
        with transaction.atomic():
            invitation, key = access_actions.invite(organisation=organisation, **given, by=request.user)
            letters.tell_of_invitation(invitation=invitation, key=key)
    except ValidationError as error:
        refused(form, error)
        return False
    return True


@require_safe
@login_required
def person(request: HttpRequest, organisation_id: uuid.UUID, person_id: uuid.UUID) -> HttpResponse:
    organisation = reach.organisation_or_404(request, organisation_id, Permission.PEOPLE_MANAGE)
    user = reach.person_or_404(organisation, person_id)
    (shown,) = presenters.people(organisation, access.people_of(organisation).filter(uuid=user.uuid))
    words = {
        "organisation": organisation,
        "person": shown,
        "is_self": user == request.user,
        "account": presenters.account(request.user, user, organisation),
    }
    return render(request, "people/person.html", words)


@asked_and_done
@login_required
def person_edit(request: SignedInRequest, organisation_id: uuid.UUID, person_id: uuid.UUID) -> HttpResponse:
    organisation, user = _of_the_service(request, organisation_id, person_id)
    initial = {"first_name": user.first_name, "last_name": user.last_name, "telephone": user.telephone}
    form = PersonForm(request.POST or None, initial=initial)
    if form.is_valid():
        access_actions.change_person(user=user, **form.cleaned_data, by=request.user)
        messages.success(request, _("The details of %(name)s have been changed.") % {"name": user})
        return redirect("person", organisation.uuid, user.uuid)
    return render(request, "people/edit.html", {"organisation": organisation, "person": user, "form": form})


def _of_the_service(
    request: HttpRequest, organisation_id: uuid.UUID, person_id: uuid.UUID
) -> tuple[Organisation, User]:
    """A person whose account the records service is about to change, which nobody else may."""
    organisation = reach.organisation_or_404(request, organisation_id, Permission.PEOPLE_MANAGE)
    user = reach.person_or_404(organisation, person_id)
    access.check_operates(request.user)
    return organisation, user


@asked_and_done
@login_required
def person_roles(request: SignedInRequest, organisation_id: uuid.UUID, person_id: uuid.UUID) -> HttpResponse:
    organisation = reach.organisation_or_404(request, organisation_id, Permission.PEOPLE_MANAGE)
    user = reach.person_or_404(organisation, person_id)
    held = {"roles": access.roles_at(organisation, user)}
    form = RolesForm(request.POST or None, roles=access.role_choices(organisation), initial=held)
    if form.is_valid():
        try:
            access_actions.set_roles(
                user=user, organisation=organisation, roles=set(form.cleaned_data["roles"]), by=request.user
            )
        except ValidationError as error:
            refused(form, error)
        else:
            messages.success(request, _("The roles of %(name)s have been changed.") % {"name": user})
            return _back(request, organisation, user)
    return render(request, "people/roles.html", {"organisation": organisation, "person": user, "form": form})


def _back(request: HttpRequest, organisation: Organisation, user: User) -> HttpResponse:
    """To the person, if they are still there and whoever did it has not given up the right."""
    if not access.can(request.user, Permission.PEOPLE_MANAGE, organisation):
        return redirect("home")
    if access.person_at(organisation, user.uuid):
        return redirect("person", organisation.uuid, user.uuid)
    return redirect("person_list", organisation.uuid)


# --- one question, one button ---


def _confirmed(
    request: HttpRequest,
    organisation: Organisation,
    user: User,
    act: Callable[[], Any],
    template: str,
    done: str,
) -> HttpResponse:
    """Ask, then act and go back to the person, or say on the same page why it was refused."""
    words = {"organisation": organisation, "person": user, "refusal": ""}
    if request.method == "POST":
        try:
            act()
        except ValidationError as error:
            return render(request, template, words | {"refusal": " ".join(error.messages)}, status=409)
        messages.success(request, done % {"name": user, "organisation": organisation})
        return _back(request, organisation, user)
    return render(request, template, words)


def _membership(
    request: SignedInRequest,
    organisation_id: uuid.UUID,
    person_id: uuid.UUID,
    act: Callable[..., Any],
    template: str,
    done: str,
    **more: Any,
) -> HttpResponse:
    """An act on what a person is at the organisation."""
    organisation = reach.organisation_or_404(request, organisation_id, Permission.PEOPLE_MANAGE)
    user = reach.person_or_404(organisation, person_id)
    who = {"user": user, "organisation": organisation, "by": request.user, **more}
    return _confirmed(request, organisation, user, lambda: act(**who), template, done)


def _help(
    request: SignedInRequest,
    organisation_id: uuid.UUID,
    person_id: uuid.UUID,
    act: Callable[..., Any],
    template: str,
    done: str,
) -> HttpResponse:
    """An act by which somebody is helped into their account."""
    organisation = reach.organisation_or_404(request, organisation_id, Permission.PEOPLE_MANAGE)
    user = reach.person_or_404(organisation, person_id)
    access.check_can_help(request.user, user, organisation)
    who = {"user": user, "organisation": organisation, "by": request.user}
    return _confirmed(request, organisation, user, lambda: act(**who), template, done)


@asked_and_done
@login_required
def person_suspend(
    request: SignedInRequest, organisation_id: uuid.UUID, person_id: uuid.UUID
) -> HttpResponse:
    done = _("%(name)s is suspended and can no longer work for %(organisation)s.")
    act = access_actions.suspend
    return _membership(request, organisation_id, person_id, act, "people/suspend.html", done)


@asked_and_done
@login_required
def person_reactivate(
    request: SignedInRequest, organisation_id: uuid.UUID, person_id: uuid.UUID
) -> HttpResponse:
    done = _("%(name)s is active again.")
    act = access_actions.reactivate
    return _membership(request, organisation_id, person_id, act, "people/reactivate.html", done)


@asked_and_done
@login_required
def person_remove(request: SignedInRequest, organisation_id: uuid.UUID, person_id: uuid.UUID) -> HttpResponse:
    done = _("%(name)s no longer works for %(organisation)s.")
    act = access_actions.set_roles
    return _membership(request, organisation_id, person_id, act, "people/remove.html", done, roles=set())


@asked_and_done
@login_required
def person_unlock(request: SignedInRequest, organisation_id: uuid.UUID, person_id: uuid.UUID) -> HttpResponse:
    done = _("%(name)s can log in again.")
    return _help(request, organisation_id, person_id, access_actions.unlock, "people/unlock.html", done)


@asked_and_done
@login_required
def person_two_step(
    request: SignedInRequest, organisation_id: uuid.UUID, person_id: uuid.UUID
) -> HttpResponse:
    done = _("%(name)s sets up two-step sign-in anew at the next log-in.")
    act = access_actions.remove_two_step
    return _help(request, organisation_id, person_id, act, "people/two_step.html", done)


@asked_and_done
@login_required
def person_account_suspend(
    request: SignedInRequest, organisation_id: uuid.UUID, person_id: uuid.UUID
) -> HttpResponse:
    organisation, user = _of_the_service(request, organisation_id, person_id)
    done = _("The account of %(name)s is suspended. Nobody can log in with it.")

    def act() -> None:
        access_actions.suspend_account(user=user, by=request.user)

    return _confirmed(request, organisation, user, act, "people/account_suspend.html", done)


@asked_and_done
@login_required
def person_account_reactivate(
    request: SignedInRequest, organisation_id: uuid.UUID, person_id: uuid.UUID
) -> HttpResponse:
    organisation, user = _of_the_service(request, organisation_id, person_id)
    done = _("The account of %(name)s can be used again.")

    def act() -> None:
        access_actions.reactivate_account(user=user, by=request.user)

    return _confirmed(request, organisation, user, act, "people/account_reactivate.html", done)


# --- invitations ---


def _of_invitation(
    request: HttpRequest, organisation_id: uuid.UUID, invitation_id: uuid.UUID
) -> tuple[Organisation, Invitation]:
    organisation = reach.organisation_or_404(request, organisation_id, Permission.PEOPLE_MANAGE)
    return organisation, reach.invitation_or_404(organisation, invitation_id)


@asked_and_done
@login_required
def invitation_send_again(
    request: SignedInRequest, organisation_id: uuid.UUID, invitation_id: uuid.UUID
) -> HttpResponse:
    organisation, invitation = _of_invitation(request, organisation_id, invitation_id)

    def act() -> None:
        with transaction.atomic():
            sent, key = access_actions.send_again(invitation=invitation, by=request.user)
            letters.tell_of_invitation(invitation=sent, key=key)

    done = _("We have sent %(email)s a new link. An earlier one no longer works.")
    return _invitation_confirmed(request, organisation, invitation, act, "people/invite_again.html", done)


@asked_and_done
@login_required
def invitation_withdraw(
    request: SignedInRequest, organisation_id: uuid.UUID, invitation_id: uuid.UUID
) -> HttpResponse:
    organisation, invitation = _of_invitation(request, organisation_id, invitation_id)

    def act() -> None:
        access_actions.withdraw(invitation=invitation, by=request.user)

    done = _("The invitation to %(email)s has been withdrawn.")
    return _invitation_confirmed(request, organisation, invitation, act, "people/invite_withdraw.html", done)


def _invitation_confirmed(
    request: HttpRequest,
    organisation: Organisation,
    invitation: Invitation,
    act: Callable[[], Any],
    template: str,
    done: str,
) -> HttpResponse:
    words = {"organisation": organisation, "invitation": invitation, "refusal": ""}
    if request.method == "POST":
        try:
            act()
        except ValidationError as error:
            return render(request, template, words | {"refusal": " ".join(error.messages)}, status=409)
        messages.success(request, done % {"email": invitation.email})
        return redirect("invitation_list", organisation.uuid)
    return render(request, template, words)
