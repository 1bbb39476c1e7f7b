"""One name for each module that writes or reads, wherever it is imported: a reader learns it once."""

from __future__ import annotations

import ast

from architecture.source import modules

# Reads have the name of their room, writes the name of their record with "_actions", so that a file can have both.
# In rooms below the records the usual act, or the usual read, has the plain name.
NAMES = {
    "testamur.access.actions": "access_actions",
    "testamur.access.queries": "access",
    "testamur.achievements.actions": "achievement_actions",
    "testamur.achievements.queries": "achievements",
    "testamur.audit.actions": "audit",
    "testamur.audit.queries": "history",
    "testamur.batches.actions": "batches",
    "testamur.batches.queries": "ledger",
    "testamur.challenges.actions": "challenge_actions",
    "testamur.challenges.queries": "challenges",
    "testamur.learners.actions": "learner_actions",
    "testamur.learners.queries": "learners",
    "testamur.notices.actions": "notices",
    "testamur.notices.queries": "outbox",
    "testamur.organisations.actions": "organisation_actions",
    "testamur.organisations.queries": "organisations",
    "testamur.qualifications.actions": "qualification_actions",
    "testamur.qualifications.queries": "qualifications",
}


def test_actions_and_queries_have_one_name_everywhere() -> None:
    """Five names of one module made its users look like users of five."""
    offenders = [
        f"{path}:{node.lineno} {node.module}.{alias.name} as {alias.asname or alias.name}"
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name in {"actions", "queries"}
        and str(node.module).startswith("testamur.")
        and (alias.asname or alias.name) != NAMES.get(f"{node.module}.{alias.name}")
    ]
    assert offenders == []
