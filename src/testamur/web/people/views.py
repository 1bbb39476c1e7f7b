"""The people of an organisation. Its super user looks after them; an operator may do so for any."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
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
    from testamur.access.models import User
    from testamur.organisations.models import Organisation


@asked_and_done
@login_required
def person_invite(request: SignedInRequest, organisation_id: uuid.UUID) -> HttpResponse:
    organisation = reach.organisation_or_404(request, organisation_id, Permission.PEOPLE_MANAGE)
    form = InvitationForm(request.POST or None, roles=access.role_choices(organisation))
    if form.is_valid() and (user := _invited(request, organisation, form)):
        messages.success(request, _("We have sent an e-mail to %(email)s.") % {"email": user.email})
        return redirect("person_list", organisation.uuid)
    return render(request, "people/invite.html", {"organisation": organisation, "form": form})


def _invited(request: SignedInRequest, organisation: Organisation, form: InvitationForm) -> User | None:
    """The person who was added and told of it, or ``None`` with the reason on the form."""
    given = form.cleaned_data | {"roles": set(form.cleaned_data["roles"])}
    try:
        with transaction.atomic():
            user = access_actions.invite(organisation=organisation, **given, by=request.user)
            letters.tell_of_invitation(user=user, organisation=organisation, by=request.user, request=request)
    except ValidationError as error:
        refused(form, error)
    except IntegrityError:
        form.add_error(None, _("Somebody is adding this person at this moment. Look at the list of people."))
    else:
        return user
    return None


@require_safe
@login_required
def person(request: HttpRequest, organisation_id: uuid.UUID, person_id: uuid.UUID) -> HttpResponse:
    organisation = reach.organisation_or_404(request, organisation_id, Permission.PEOPLE_MANAGE)
    user = reach.person_or_404(organisation, person_id)
    (shown,) = presenters.people(organisation, access.people_of(organisation).filter(uuid=user.uuid))
    return render(
        request,
        "people/person.html",
        {"organisation": organisation, "person": shown, "is_self": user == request.user},
    )


@asked_and_done
@login_required
def person_edit(request: SignedInRequest, organisation_id: uuid.UUID, person_id: uuid.UUID) -> HttpResponse:
    organisation = reach.organisation_or_404(request, organisation_id, Permission.PEOPLE_MANAGE)
    user = reach.person_or_404(organisation, person_id)
    initial = {"first_name": user.first_name, "last_name": user.last_name, "telephone": user.telephone}
    form = PersonForm(request.POST or None, initial=initial)
    if form.is_valid():
        access_actions.change_person(
            user=user, organisation=organisation, **form.cleaned_data, by=request.user
        )
        messages.success(request, _("The details of %(name)s have been changed.") % {"name": user})
        return redirect("person", organisation.uuid, user.uuid)
    return render(request, "people/edit.html", {"organisation": organisation, "person": user, "form": form})


@asked_and_done
@login_required
def person_roles(request: SignedInRequest, organisation_id: uuid.UUID, person_id: uuid.UUID) -> HttpResponse:
    organisation = reach.organisation_or_404(request, organisation_id, Permission.PEOPLE_MANAGE)
    user = reach.person_or_404(organisation, person_id)
    held = [each.role for each in access.memberships_of(user) if each.organisation == organisation]
    form = RolesForm(request.POST or None, roles=access.role_choices(organisation), initial={"roles": held})
    if form.is_valid():
        try:
            access_actions.set_roles(
                user=user, organisation=organisation, roles=set(form.cleaned_data["roles"]), by=request.user
            )
        except ValidationError as error:
            refused(form, error)
        else:
            messages.success(request, _("The roles of %(name)s have been changed.") % {"name": user})
            return redirect("person", organisation.uuid, user.uuid)
    return render(request, "people/roles.html", {"organisation": organisation, "person": user, "form": form})


# --- one question, one button ---


def _confirmed(
    request: HttpRequest,
    organisation_id: uuid.UUID,
    person_id: uuid.UUID,
    act: Callable,
    template: str,
    done: str,
) -> HttpResponse:
    """Ask, then act and go back to the person, or say on the same page why it was refused."""
    organisation = reach.organisation_or_404(request, organisation_id, Permission.PEOPLE_MANAGE)
    user = reach.person_or_404(organisation, person_id)
    words = {"organisation": organisation, "person": user, "refusal": ""}
    if request.method == "POST":
        try:
            act(user=user, organisation=organisation, by=request.user)
        except ValidationError as error:
            return render(request, template, words | {"refusal": " ".join(error.messages)}, status=409)
        messages.success(request, done % {"name": user, "organisation": organisation})
        if access.person_at(organisation, person_id):
            return redirect("person", organisation.uuid, user.uuid)
        return redirect("person_list", organisation.uuid)
    return render(request, template, words)


@asked_and_done
@login_required
def person_unlock(request: HttpRequest, organisation_id: uuid.UUID, person_id: uuid.UUID) -> HttpResponse:
    done = _("%(name)s can log in again.")
    return _confirmed(request, organisation_id, person_id, access_actions.unlock, "people/unlock.html", done)


@asked_and_done
@login_required
def person_suspend(request: HttpRequest, organisation_id: uuid.UUID, person_id: uuid.UUID) -> HttpResponse:
    def suspend(**who: Any) -> None:
        access_actions.set_active(**who, active=False)

    done = _("%(name)s is suspended and can no longer log in.")
    return _confirmed(request, organisation_id, person_id, suspend, "people/suspend.html", done)


@asked_and_done
@login_required
def person_reactivate(request: HttpRequest, organisation_id: uuid.UUID, person_id: uuid.UUID) -> HttpResponse:
    def reactivate(**who: Any) -> None:
        access_actions.set_active(**who, active=True)

    done = _("%(name)s is active again.")
    return _confirmed(request, organisation_id, person_id, reactivate, "people/reactivate.html", done)


@asked_and_done
@login_required
def person_invite_again(
    request: HttpRequest, organisation_id: uuid.UUID, person_id: uuid.UUID
) -> HttpResponse:
    def tell(**who: Any) -> None:
        letters.tell_of_invitation(**who, request=request)

    done = _("We have sent %(name)s a new link.")
    return _confirmed(request, organisation_id, person_id, tell, "people/invite_again.html", done)


@asked_and_done
@login_required
def person_two_step(request: HttpRequest, organisation_id: uuid.UUID, person_id: uuid.UUID) -> HttpResponse:
    done = _("%(name)s sets up two-step sign-in anew at the next log-in.")
    return _confirmed(
        request, organisation_id, person_id, access_actions.remove_two_step, "people/two_step.html", done
    )


@asked_and_done
@login_required
def person_remove(request: HttpRequest, organisation_id: uuid.UUID, person_id: uuid.UUID) -> HttpResponse:
    def remove(**who: Any) -> None:
        access_actions.set_roles(**who, roles=set())

    done = _("%(name)s no longer works for %(organisation)s.")
    return _confirmed(request, organisation_id, person_id, remove, "people/remove.html", done)
