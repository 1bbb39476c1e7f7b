"""The API itself: its parts, and what holds for all of them."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, NoReturn

import orjson
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.operation import Operation
from ninja.parser import Parser
from ninja.renderers import BaseRenderer

from testamur.api import (
    activity,
    contacts,
    learners,
    me,
    operations,
    own,
    qualifications,
    records,
    upkeep,
    weekly_reports,
)
from testamur.api.achievements.views import router as achievements
from testamur.api.addresses import NAMESPACE
from testamur.api.batches import kinds
from testamur.api.batches.routes import router_of
from testamur.api.challenges.decisions import router as challenges
from testamur.api.contract import Contract
from testamur.api.people import invitations, organisations, people, systems
from testamur.api.problems import Problem, parameter_error
from testamur.api.reports.views import router as reports

DESCRIPTION = """\
For the systems of awarding organisations: send achievement batches, follow them, read their findings and outcome files,
and see and change the achievements of your own organisation. For the systems of providers and local authorities: read
the record of a learner whom you name.

Everything is judged by the rules that hold for the pages and for files. Every refusal is a problem (RFC 9457) with a
sentence that says what is wrong and what to do. What another organisation owns is as if it were not there.

Access tokens come from the token endpoint (OAuth 2.0, client credentials). A super user of your organisation creates a
client on the page “API clients”."""


class StrictParser(Parser):
    """JSON as RFC 8259 has it: no NaN, no halves of characters."""

    def parse_body(self, request: HttpRequest) -> Any:
        return orjson.loads(request.body)


class Renderer(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return orjson.dumps(data)


class Api(NinjaAPI):
    """Ninja's, but what goes wrong is told at the door, and the document is complete."""

    _contract: Contract | None = None

    def on_exception(self, request: HttpRequest, exc: Any) -> NoReturn:
        raise exc

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """An operation has one name: ``view_batch`` is that of its address, and ``viewBatch`` that of the contract."""
        name: str = getattr(operation, "url_name", "") or operation.view_func.__name__
        first, *others = name.split("_")
        return first + "".join(map(str.capitalize, others))

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> Contract:
        """Made once: it says the same as long as the process lives."""
        if self._contract is None:
            self._contract = Contract(
                self, self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
            )
        return self._contract


def nothing_unknown(view: Callable[..., Any]) -> Callable[..., Any]:
    """Refuse parameters of the address that the operation does not know, or that are given twice."""

    @functools.wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        known = _parameters(view._ninja_operation)  # type: ignore[attr-defined]
        errors = [
            parameter_error(
                name,
                _("There is no field with this name.")
                if name not in known
                else _("This is given more than once."),
            )
            for name, values in request.GET.lists()
            if name not in known or len(values) > 1
        ]
        if errors:
            raise Problem("invalid-request", errors=errors)
        return view(request, *args, **kwargs)

    return checked


def _parameters(operation: Any) -> set[str]:
    asked = [model for model in operation.models if model.__ninja_param_source__ == "query"]
    return {name for model in asked for name in model.__ninja_flatten_map__}


def build() -> Api:
    api = Api(
        title="Testamur",
        version="1.0.0",
        description=DESCRIPTION,
        docs_url=None,
        urls_namespace=NAMESPACE,
        parser=StrictParser(),
        renderer=Renderer(),
        servers=[{"url": "/", "description": "This installation"}],
    )
    api.add_decorator(nothing_unknown)
    for routes in kinds.ALL:
        api.add_router(routes.address, router_of(routes))
    api.add_router("/achievements", achievements)
    api.add_router("/challenges", challenges)
    api.add_router("/contacts", contacts.router)
    api.add_router("/weekly-reports", weekly_reports.router)
    api.add_router("/learners", learners.router)
    api.add_router("/qualifications", qualifications.router)
    api.add_router("/reports", reports)
    api.add_router("/own", own.router)
    api.add_router("/records", records.router)
    for part in (organisations, people, invitations, systems):
        api.add_router("/organisations", part.router)
    api.add_router("/service", operations.router)
    api.add_router("/organisations", upkeep.organisations)
    api.add_router("/activity", activity.router)
    api.add_router("/me", me.router)
    return api
