"""The only writers of people and what they may do."""

from testamur.access.actions.accounts import (
    change_own_details,
    change_person,
    correct_unused_email,
    create_user,
    remove_two_step,
    set_active,
    set_password,
    unlock,
)
from testamur.access.actions.memberships import grant, invite, set_roles
from testamur.access.actions.systems import (
    command_line_account,
    create_api_client,
    forget_expired_tokens,
    remove_api_client,
    remove_web_service_password,
    set_web_service_password,
)

__all__ = [
    "change_own_details",
    "change_person",
    "command_line_account",
    "correct_unused_email",
    "create_api_client",
    "create_user",
    "forget_expired_tokens",
    "grant",
    "invite",
    "remove_api_client",
    "remove_two_step",
    "remove_web_service_password",
    "set_active",
    "set_password",
    "set_roles",
    "set_web_service_password",
    "unlock",
]
