"""The JSON API, and the addresses that machines ask for health and figures: a front door. It decides nothing.

A request passes these hands, each in a file of its own::

    door.py       before anything is read: the size and the sort of the body; afterwards: every refusal is a problem
    identity.py   who asks: a bearer token gives the client, its organisation, its system user and its scopes
    problems.py   every refusal, as application/problem+json (RFC 9457)
    service.py    the NinjaAPI: its handlers of exceptions, and that unknown fields are refused
    contract.py   the OpenAPI document, completed; docs.py shows it to people

What is asked for is in a module or package of its own (``batches``, ``achievements``, ``qualifications``, ``me``):
``schemas`` say what goes in and out, ``presenters`` make it, ``views`` check, act or query, and show.

Batches of every kind are sent, shown and decided about alike: the package ``batches`` makes the routes of each kind in
the registry, from a declaration of its names and of what it shows beyond what all show.
"""
