"""Organisations, and who acts for them: people, invitations, API clients, and the software of the web services.

For systems whose role is made for that (:data:`testamur.access.rules.FOR_PEOPLE_ALONE`). Each call goes through the
action of the page that does the same.
"""
