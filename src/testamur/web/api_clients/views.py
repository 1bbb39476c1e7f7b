"""Suppliers' systems that act for an organisation."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from testamur.access import actions as access_actions
from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.web import reach
from testamur.web.api_clients.forms import ApiClientForm
from testamur.web.forms import refused
from testamur.web.requests import SignedInRequest, asked_and_done


def _usual_role(offered: list[str]) -> str:
    """What a system is usually for: batches of an awarding organisation, else the one thing that there is."""
    batch = access.Role.AO_BATCH_USER.value
    return offered[0] if offered and batch not in offered else batch


@asked_and_done
@login_required
def api_client_create(request: SignedInRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """The secret is on the page that answers, and nowhere else: it is not kept in a form that can be read."""
    organisation = reach.organisation_or_404(request, organisation_id, Permission.PEOPLE_MANAGE)
    taken = [client.name for client in access.api_clients_of(organisation)]
    roles = access.role_choices(organisation, of_systems=True)
    initial = {"role": _usual_role([value for value, _label, _explanation in roles])}
    form = ApiClientForm(request.POST or None, taken=taken, roles=roles, initial=initial)
    if form.is_valid():
        try:
            client, secret = access_actions.create_api_client(
                **form.cleaned_data, organisation=organisation, by=request.user
            )
        except ValidationError as error:
            refused(form, error)
        else:
            words = {"organisation": organisation, "client": client, "secret": secret}
            return render(request, "api_clients/created.html", words)
    return render(request, "api_clients/create.html", {"organisation": organisation, "form": form})


@asked_and_done
@login_required
def api_client_remove(
    request: SignedInRequest, organisation_id: uuid.UUID, client_id: uuid.UUID
) -> HttpResponse:
    organisation = reach.organisation_or_404(request, organisation_id, Permission.PEOPLE_MANAGE)
    client = reach.or_404(access.api_clients_of(organisation).filter(uuid=client_id).first())
    if request.method == "POST":
        name = client.name
        access_actions.remove_api_client(client=client, by=request.user)
        messages.success(request, _("%(name)s can no longer use the API.") % {"name": name})
        return redirect("api_client_list", organisation.uuid)
    return render(request, "api_clients/remove.html", {"organisation": organisation, "client": client})
