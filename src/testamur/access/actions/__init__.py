"""The only writers of people and what they may do."""

from testamur.access.actions.accounts import (
    change_own_details,
    change_person,
    choose_language,
    choose_notices,
    correct_unused_email,
    create_user,
    reactivate_account,
    remove_two_step,
    set_password,
    suspend_account,
    unlock,
)
from testamur.access.actions.attempts import begin_attempt, forget_attempts, note_right_password
from testamur.access.actions.invitations import (
    accept,
    accept_with_new_account,
    invite,
    send_again,
    withdraw,
)
from testamur.access.actions.inviting_letters import tell_of_invitation
from testamur.access.actions.letters import tell_of_change
from testamur.access.actions.memberships import grant, reactivate, set_roles, suspend
from testamur.access.actions.second_step import use_code
from testamur.access.actions.sessions import (
    end_other_sessions,
    end_sessions,
    forget_sessions,
    note_session,
)
from testamur.access.actions.systems import (
    command_line_account,
    create_api_client,
    forget_expired_tokens,
    remove_api_client,
    remove_web_service_password,
    set_web_service_password,
)

__all__ = [
    "accept",
    "accept_with_new_account",
    "begin_attempt",
    "change_own_details",
    "change_person",
    "choose_language",
    "choose_notices",
    "command_line_account",
    "correct_unused_email",
    "create_api_client",
    "create_user",
    "end_other_sessions",
    "end_sessions",
    "forget_attempts",
    "forget_expired_tokens",
    "forget_sessions",
    "grant",
    "invite",
    "note_right_password",
    "note_session",
    "reactivate",
    "reactivate_account",
    "remove_api_client",
    "remove_two_step",
    "remove_web_service_password",
    "send_again",
    "set_password",
    "set_roles",
    "set_web_service_password",
    "suspend",
    "suspend_account",
    "tell_of_change",
    "tell_of_invitation",
    "unlock",
    "use_code",
    "withdraw",
]
