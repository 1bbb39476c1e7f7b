"""Nominated contacts: an awarding organisation asks, Business Support agrees or declines."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.challenges import actions as challenge_actions
from testamur.web import reach
from testamur.web.contacts import presenters
from testamur.web.contacts.forms import ContactForm, DeclineForm
from testamur.web.forms import refused
from testamur.web.requests import SignedInRequest, asked_and_done

if TYPE_CHECKING:
    from testamur.challenges.models import Contact


@asked_and_done
@login_required
def contact_ask(request: SignedInRequest, organisation_id: uuid.UUID) -> HttpResponse:
    organisation = reach.organisation_or_404(request, organisation_id, Permission.CONTACT_REQUEST)
    form = ContactForm(request.POST or None)
    if form.is_valid():
        try:
            challenge_actions.ask_for_contact(
                organisation=organisation, nominee=form.nominee, through="page", by=request.user
            )
        except ValidationError as error:
            refused(form, error)
        else:
            messages.success(
                request, _("We have sent your request to Business Support. We will email you its decision.")
            )
            return redirect("contact_list", organisation.uuid)
    return render(request, "contacts/ask.html", {"form": form, "organisation": organisation})


@require_safe
@login_required
def contact_detail(request: HttpRequest, contact_id: uuid.UUID) -> HttpResponse:
    contact = reach.contact_or_404(request, contact_id)
    return render(request, "contacts/detail.html", {"page": presenters.detail(request.user, contact)})


@asked_and_done
@login_required
def contact_change(request: SignedInRequest, contact_id: uuid.UUID) -> HttpResponse:
    """Ask that somebody else, or the same person with other particulars, take the contact's place."""
    contact = reach.contact_or_404(request, contact_id)
    access.check_can(request.user, Permission.CONTACT_REQUEST, contact.organisation)
    now = {name: getattr(contact, name) for name in ContactForm.base_fields}
    form = ContactForm(request.POST or None, initial=now)
    if form.is_valid():
        try:
            challenge_actions.ask_for_contact(
                organisation=contact.organisation,
                nominee=form.nominee,
                replaces=contact,
                through="page",
                by=request.user,
            )
        except ValidationError as error:
            refused(form, error)
        else:
            messages.success(
                request, _("We have sent your request to Business Support. We will email you its decision.")
            )
            return redirect("contact_list", contact.organisation.uuid)
    words = {"form": form, "contact": presenters.shown(contact), "organisation": contact.organisation}
    return render(request, "contacts/change.html", words)


@asked_and_done
@login_required
def contact_end(request: HttpRequest, contact_id: uuid.UUID) -> HttpResponse:
    done = _("We have sent your request to Business Support. We will email you its decision.")
    return _decided(
        request, contact_id, Permission.CONTACT_REQUEST, challenge_actions.ask_to_end_contact, "end", done
    )


@asked_and_done
@login_required
def contact_approve(request: HttpRequest, contact_id: uuid.UUID) -> HttpResponse:
    done = _("Agreed. We have emailed everyone affected.")
    return _decided(
        request, contact_id, Permission.CONTACT_APPROVE, challenge_actions.approve_contact, "approve", done
    )


def _decided(
    request: HttpRequest,
    contact_id: uuid.UUID,
    permission: Permission,
    act: Callable[..., Contact],
    template: str,
    done: str,
) -> HttpResponse:
    """Ask, then act and go back to the contact. What somebody else decided meanwhile is said there."""
    contact = reach.contact_or_404(request, contact_id)
    access.check_can(request.user, permission, contact.organisation)
    if request.method == "POST":
        try:
            act(contact=contact, through="page", by=request.user)
        except ValidationError as error:
            messages.warning(request, " ".join(error.messages))
        else:
            messages.success(request, done)
        return redirect("contact_detail", contact.uuid)
    words: dict[str, Any] = {"contact": presenters.shown(contact), "organisation": contact.organisation}
    return render(request, f"contacts/{template}.html", words)


@asked_and_done
@login_required
def contact_decline(request: SignedInRequest, contact_id: uuid.UUID) -> HttpResponse:
    contact = reach.contact_or_404(request, contact_id)
    access.check_can(request.user, Permission.CONTACT_APPROVE, contact.organisation)
    form = DeclineForm(request.POST or None)
    if form.is_valid():
        try:
            challenge_actions.decline_contact(
                contact=contact, reason=form.cleaned_data["reason"], through="page", by=request.user
            )
        except ValidationError as error:
            refused(form, error)
        else:
            messages.success(request, _("Declined. We have emailed the person who asked."))
            return redirect("contact_requests")
    words = {"form": form, "contact": presenters.shown(contact), "organisation": contact.organisation}
    return render(request, "contacts/decline.html", words)
