"""People, what they may do and where, and suppliers' systems that act for an organisation."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower, Now
from oauth2_provider.models import AbstractApplication

from testamur.access.rules import ROLES, Role
from testamur.access.states import INVITATION_LIFE, InvitationState
from testamur.audit.tracking import tracked


@tracked(exclude=["password", "last_login"])
class User(AbstractUser):  # type: ignore[django-manager-missing]
    """A person with an account, or the account under which a supplier's system acts."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    username = models.CharField(max_length=256, unique=True)
    email = models.EmailField(max_length=254)
    telephone = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=7, blank=True, help_text="In which emails are written to them.")
    is_system = models.BooleanField(
        default=False, help_text="Acts for a supplier's system and cannot log in."
    )

    class Meta:
        ordering = ["last_name", "first_name", "id"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique",
                condition=models.Q(is_system=False) & ~models.Q(email=""),
            )
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username


Visitor = User | AnonymousUser
"""Whoever opens a page: a person, or somebody who is not logged in."""


@tracked()
class Membership(models.Model):
    """A role that a person holds at an organisation.

    Whom the organisation has suspended has ``is_active`` false in all their roles there, and nowhere else.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, choices=[(role.value, ROLES[role].label) for role in Role])
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation", "role"], name="membership_held_once"),
            models.CheckConstraint(
                name="membership_role_known", condition=models.Q(role__in=[role.value for role in Role])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"


@tracked(exclude=["key_digest"])
class Invitation(models.Model):
    """An organisation asks whoever reads the mail of an address to work for it; nobody does before they agree.

    ``user`` is who accepted; ``opened_account`` if they had no account before.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    email = models.EmailField(max_length=254)
    first_name = models.CharField(max_length=150)
    last_name = models.CharField(max_length=150)
    roles = ArrayField(models.CharField(max_length=30))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    key_digest = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(
        max_length=10,
        choices=[(state.value, meaning.label) for state, meaning in INVITATION_LIFE.states.items()],
        default=InvitationState.WAITING,
    )
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    opened_account = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="invitation_state_known",
                condition=models.Q(state__in=[state.value for state in InvitationState]),
            ),
            models.CheckConstraint(
                name="invitation_accepted_by_somebody",
                condition=models.Q(state=InvitationState.ACCEPTED, user__isnull=False)
                | (~models.Q(state=InvitationState.ACCEPTED) & models.Q(user__isnull=True)),
            ),
            models.CheckConstraint(
                name="invitation_in_small_letters", condition=models.Q(email=Lower("email"))
            ),
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=models.Q(state=InvitationState.WAITING),
                name="invitation_waits_once",
            ),
        ]

    def __str__(self) -> str:
        return f"Invitation of {self.email}"


class Attempts(models.Model):
    """Wrong passwords for an account from one address, or, where ``address`` is empty, from all together.

    ``account`` is a digest of the name that was typed, which may be nobody's, or a password in the wrong field.
    """

    account = models.CharField(max_length=64)
    address = models.CharField(max_length=64, blank=True)
    failures = models.IntegerField(default=0)
    last_at = models.DateTimeField()
    waits_until = models.DateTimeField(null=True)
    right_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["account", "address"], name="attempts_counted_once"),
        ]
        indexes = [models.Index(fields=["last_at"], name="attempts_by_age")]

    def __str__(self) -> str:
        return f"{self.failures} wrong passwords"


class ApiClient(AbstractApplication):
    """A supplier's system: OAuth client credentials that act as a system user of one organisation."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")

    class Meta(AbstractApplication.Meta):
        verbose_name = "API client"

    def is_usable(self, request: Any) -> bool:
        """Whether it gets tokens, and whether those it has are good: not if it or its organisation is suspended."""
        return self.user is not None and self.user.is_active and self.organisation.is_active


@tracked(exclude=["password"])
class WebServiceAccess(models.Model):
    """How an organisation's software calls the LRS web services: its one current password and whom it acts as.

    ``reference`` is the six characters by which the LRS knows the organisation, for software that sends those and
    neither UKPRN nor recognition number. ``certificate_subject`` counts where certificates are checked.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.OneToOneField(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="+")
    password = models.CharField(max_length=128)
    reference = models.CharField(max_length=6, null=True, blank=True, unique=True)
    certificate_subject = models.CharField(max_length=255, blank=True)
    set_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="web_service_reference_shape",
                condition=models.Q(reference__isnull=True) | models.Q(reference__regex=r"^[0-9A-Z]{6}$"),
            )
        ]

    def __str__(self) -> str:
        return f"Web service of {self.organisation}"
