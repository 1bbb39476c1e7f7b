"""What the layout of every page needs (a context processor)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest
from django.template.backends.utils import csrf_input
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from testamur.access import queries as access
from testamur.learners import queries as learners
from testamur.plumbing import languages
from testamur.web import current, navigation
from testamur.web.languages import REGRETS

if TYPE_CHECKING:
    from testamur.access.rules import Permission
    from testamur.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Language:
    code: str
    name: str
    chosen: bool


class Shell:
    """The frame around a page: who is here, for whom, and where they can go. Asked only for what is shown."""

    service_name = "Testamur"

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @property
    def person(self) -> Any:
        """The person who is logged in, or ``None``. A request that failed early has no user."""
        user = getattr(self._request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @cached_property
    def organisation(self) -> Organisation | None:
        return current.organisation(self._request) if self.person else None

    @cached_property
    def has_choice(self) -> bool:
        """Whether the person works for several organisations."""
        return bool(self.person) and len(current.workplaces(self._request)) > 1

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        """What the person may do at the organisation for which they work just now."""
        return access.permissions_at(self.person, self.organisation) if self.organisation else frozenset()

    @cached_property
    def destinations(self) -> list[navigation.Destination]:
        own = [navigation.own_record(), navigation.own_challenges()] if self.is_learner else []
        return own + navigation.destinations(self.organisation, self.permissions)

    @cached_property
    def is_learner(self) -> bool:
        """Whether the person has a record of their own here."""
        return bool(self.person) and learners.learner_of(self.person) is not None

    @property
    def bar(self) -> list[dict[str, Any]]:
        path = self._request.path
        has_home = self.person and (self.organisation or not self.is_learner)
        items = [{"text": _("Home"), "href": "/", "current": path == "/"}] if has_home else []
        return items + navigation.bar(self.destinations, path)

    @property
    def section(self) -> navigation.Section | None:
        """The pages beside this one, where there are several."""
        return navigation.section(self.destinations, self._request.path)

    @property
    def languages(self) -> list[Language]:
        chosen = self._chosen_language
        return [Language(code, str(name), code == chosen) for code, name in settings.LANGUAGES]

    @property
    def not_yet_in(self) -> tuple[str, str] | None:
        """The language that was chosen and its sentence of regret, if its catalogue is not whole."""
        code = self._chosen_language
        return None if languages.is_whole(code) else (code, REGRETS[code])

    @property
    def _chosen_language(self) -> str:
        return getattr(self._request, "chosen_language", None) or settings.LANGUAGE_CODE

    @property
    def at(self) -> str:
        """The address of this page without its query."""
        return self._request.path

    @property
    def path(self) -> str:
        """Where to return after a change of language: this page, if it can be asked for again."""
        return self._request.get_full_path() if self._request.method == "GET" else self._request.path

    @property
    def demo(self) -> bool:
        return settings.DEMO

    @property
    def support(self) -> str:
        """The address to write to for help."""
        return settings.SUPPORT_EMAIL


def everywhere(request: HttpRequest) -> dict[str, Any]:
    # Django would mask the token anew for each of fifty forms on a page.
    return {"shell": Shell(request), "csrf_input": SimpleLazyObject(lambda: csrf_input(request))}
