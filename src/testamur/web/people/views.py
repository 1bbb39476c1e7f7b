"""The people of an organisation: what they may do there, which its super user says; an operator may do so for any.

Their accounts are their own. An operator can change them; a super user can only help where the organisation's
invitation brought the account into being (``access.can_help_with_account``).
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import partial, wraps
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from testamur.access import actions as access_actions
from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.web import reach
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
            access_actions.tell_of_invitation(invitation=invitation, key=key)
    except ValidationError as error:
        refused(form, error)
        return False
    return True


# --- one person ---

OfPerson = Callable[[SignedInRequest, "Organisation", "User"], HttpResponse]
Gate = Callable[["User", "User", "Organisation"], None]


def _manages(by: User, user: User, organisation: Organisation) -> None:
    """Whoever looks after the organisation's people, which is asked of everybody."""


def _operates(by: User, user: User, organisation: Organisation) -> None:
    access.check_operates(by)


def _of_person(gate: Gate = _manages) -> Callable[[OfPerson], Callable[..., HttpResponse]]:
    """A page about a person of an organisation, for who looks after its people and is let in by ``gate``."""

    def page_of(view: OfPerson) -> Callable[..., HttpResponse]:
        @asked_and_done
        @login_required
        @wraps(view)
        def page(request: SignedInRequest, organisation_id: uuid.UUID, person_id: uuid.UUID) -> HttpResponse:
            organisation = reach.organisation_or_404(request, organisation_id, Permission.PEOPLE_MANAGE)
            user = reach.person_or_404(organisation, person_id)
            gate(request.user, user, organisation)
            return view(request, organisation, user)

        return page

    return page_of


@require_safe
@_of_person()
def person(request: SignedInRequest, organisation: Organisation, user: User) -> HttpResponse:
    (shown,) = presenters.people(organisation, access.people_of(organisation).filter(uuid=user.uuid))
    words = {
        "organisation": organisation,
        "person": shown,
        "is_self": user == request.user,
        "account": presenters.account(request.user, user, organisation),
    }
    return render(request, "people/person.html", words)


@_of_person(_operates)
def person_edit(request: SignedInRequest, organisation: Organisation, user: User) -> HttpResponse:
    initial = {"first_name": user.first_name, "last_name": user.last_name, "telephone": user.telephone}
    form = PersonForm(request.POST or None, initial=initial)
    if form.is_valid():
        access_actions.change_person(user=user, **form.cleaned_data, by=request.user)
        messages.success(request, _("The details of %(name)s have been changed.") % {"name": user})
        return redirect("person", organisation.uuid, user.uuid)
    return render(request, "people/edit.html", {"organisation": organisation, "person": user, "form": form})


@_of_person()
def person_roles(request: SignedInRequest, organisation: Organisation, user: User) -> HttpResponse:
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


def _asked(
    request: HttpRequest,
    template: str,
    words: dict[str, Any],
    act: Callable[[], Any],
    done: str,
    back: Callable[[], HttpResponse],
) -> HttpResponse:
    """Ask, then act and go back, or say on the same page why it was refused."""
    if request.method != "POST":
        return render(request, template, words)
    try:
        act()
    except ValidationError as error:
        return render(request, template, words | {"refusal": " ".join(error.messages)}, status=409)
    messages.success(request, done)
    return back()


def _asked_of_person(
    name: str, act: Callable[..., Any], done: str, *, gate: Gate = _manages, at: bool = True, **more: Any
) -> Callable[..., HttpResponse]:
    """The page of a question about a person. ``at``: the act is on what they are at the organisation."""

    @_of_person(gate)
    def page(request: SignedInRequest, organisation: Organisation, user: User) -> HttpResponse:
        place = {"organisation": organisation} if at else {}
        return _asked(
            request,
            f"people/{name}.html",
            {"organisation": organisation, "person": user},
            partial(act, user=user, by=request.user, **place, **more),
            _(done) % {"name": user, "organisation": organisation},
            lambda: _back(request, organisation, user),
        )

    return page


person_suspend = _asked_of_person(
    "suspend",
    access_actions.suspend,
    gettext_noop("%(name)s is suspended and can no longer work for %(organisation)s."),
)
person_reactivate = _asked_of_person(
    "reactivate", access_actions.reactivate, gettext_noop("%(name)s is active again.")
)
person_remove = _asked_of_person(
    "remove",
    access_actions.set_roles,
    gettext_noop("%(name)s no longer works for %(organisation)s."),
    roles=set(),
)
person_unlock = _asked_of_person(
    "unlock",
    access_actions.unlock,
    gettext_noop("%(name)s can log in again."),
    gate=access.check_can_help,
)
person_two_step = _asked_of_person(
    "two_step",
    access_actions.remove_two_step,
    gettext_noop("%(name)s will set up two-step log-in again when they next log in."),
    gate=access.check_can_help,
)
person_account_suspend = _asked_of_person(
    "account_suspend",
    access_actions.suspend_account,
    gettext_noop("The account of %(name)s is suspended. It can no longer be used to log in."),
    gate=_operates,
    at=False,
)
person_account_reactivate = _asked_of_person(
    "account_reactivate",
    access_actions.reactivate_account,
    gettext_noop("The account of %(name)s can be used again."),
    gate=_operates,
    at=False,
)


# --- invitations ---


@asked_and_done
@login_required
def invitation_send_again(
    request: SignedInRequest, organisation_id: uuid.UUID, invitation_id: uuid.UUID
) -> HttpResponse:
    @transaction.atomic
    def act(invitation: Invitation) -> None:
        sent, key = access_actions.send_again(invitation=invitation, by=request.user)
        access_actions.tell_of_invitation(invitation=sent, key=key)

    done = _("We have sent %(email)s a new link. An earlier one no longer works.")
    return _asked_of_invitation(request, organisation_id, invitation_id, "invite_again", act, done)


@asked_and_done
@login_required
def invitation_withdraw(
    request: SignedInRequest, organisation_id: uuid.UUID, invitation_id: uuid.UUID
) -> HttpResponse:
    def act(invitation: Invitation) -> None:
        access_actions.withdraw(invitation=invitation, by=request.user)

    done = _("The invitation to %(email)s has been withdrawn.")
    return _asked_of_invitation(request, organisation_id, invitation_id, "invite_withdraw", act, done)


def _asked_of_invitation(
    request: SignedInRequest,
    organisation_id: uuid.UUID,
    invitation_id: uuid.UUID,
    name: str,
    act: Callable[[Invitation], None],
    done: str,
) -> HttpResponse:
    organisation = reach.organisation_or_404(request, organisation_id, Permission.PEOPLE_MANAGE)
    invitation = reach.invitation_or_404(organisation, invitation_id)
    return _asked(
        request,
        f"people/{name}.html",
        {"organisation": organisation, "invitation": invitation},
        lambda: act(invitation),
        done % {"email": invitation.email},
        lambda: redirect("invitation_list", organisation.uuid),
    )
