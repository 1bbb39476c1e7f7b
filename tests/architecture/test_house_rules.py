"""House rules that imports cannot show. Each test says why the rule stands."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from architecture.source import PACKAGE, ROOT, calls, in_actions, modules, named

WRITES = {"save", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "create_user"}
WRITING_SQL = re.compile(
    r"^\s*(WITH\b.*?\)\s*)?(INSERT\s+INTO|UPDATE\s+\w+\s+(AS\s+\w+\s+)?SET|DELETE\s+FROM|COPY\s)", re.S
)
PLUMBING_THAT_WRITES = {
    "plumbing/sql.py",  # runs what an action gives it
    "plumbing/meter.py",  # counts requests, which is no record of anything
}
LINES = 400
FUNCTION_LINES = 50


def test_writes_stand_only_in_actions() -> None:
    """A write elsewhere would go round the right, the guard and the audit."""
    offenders = []
    for path, tree in modules().items():
        if in_actions(path) or path in PLUMBING_THAT_WRITES or path.startswith("demo/"):
            continue
        for call in calls(tree):
            if named(call) in WRITES and not _is_harmless(call):
                offenders.append(f"{path}:{call.lineno} {named(call)}()")
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and WRITING_SQL.match(node.value)
            ):
                offenders.append(f"{path}:{node.lineno} writing SQL")
    assert offenders == []


def _is_harmless(call: ast.Call) -> bool:
    """Calls of the same name that write no record: storage, forms without a model, allauth's own forms."""
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    if isinstance(owner, ast.Name):
        return owner.id in {"default_storage", "form", "secrets"} or owner.id.endswith("_actions")
    return isinstance(owner, ast.Call) and getattr(owner.func, "id", "") == "super"


def test_no_signals_and_no_save_override() -> None:
    """Signals and save() overrides are not run by set-based writes, so a rule in them would not hold."""
    offenders = []
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.FunctionDef)
                and node.name in {"save", "delete"}
                and path.endswith("models.py")
            ):
                offenders.append(f"{path}:{node.lineno} {node.name}")
            if isinstance(node, ast.ImportFrom) and node.module == "django.db.models.signals":
                offenders.append(f"{path}:{node.lineno} signals")
            if isinstance(node, ast.ImportFrom) and node.module == "django.dispatch":
                offenders.append(f"{path}:{node.lineno} signals")
    assert offenders == []


def test_files_and_functions_keep_their_size() -> None:
    """What outgrows its size has more than one idea in it."""
    offenders = []
    for folder in (PACKAGE, ROOT / "tests", ROOT / "scripts", ROOT / "bench"):
        for path in folder.rglob("*.py"):
            if "migrations" in path.parts:
                continue
            text = path.read_text(encoding="utf-8")
            if len(text.splitlines()) > LINES:
                offenders.append(f"{path.relative_to(ROOT)}: {len(text.splitlines())} lines")
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    length = (node.end_lineno or 0) - node.lineno + 1
                    if length > FUNCTION_LINES:
                        offenders.append(
                            f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: {length} lines"
                        )
    assert offenders == []


def is_offered(path: str, name: str) -> bool:
    """Whether it is an action: of a package, what its ``__init__`` offers; the rest are parts of them."""
    room, _, module = path.partition("/actions/")
    if not module:
        return not name.startswith("_")
    init = modules()[f"{room}/actions/__init__.py"]
    return any(
        alias.name == name for node in init.body if isinstance(node, ast.ImportFrom) for alias in node.names
    )


WITHOUT_BY = {
    "send",  # the outbox sends what was told before
    "send_unsent",
    "wake_unsent",
    "tell",  # told within the change of somebody
    "tell_of_invitation",
    "advance",  # the engine, on behalf of the submitter it finds in the ledger
    "wake_unfinished",
    "note",  # within a process
    "note_many",
    "judge",  # says what is wrong with a set of records and writes none of them
    "judge_assignments",
    "judge_centre",
    "judge_decisions",
    "judge_organisations",
    "foreseen",  # counts what would be written
    "foreseen_assignments",
    "foreseen_centre",
    "foreseen_decisions",
    "count_decisions",
    "match_corrections",  # the service, of what others have corrected
    "make_due_weekly_reports",  # the service, when the time has come
    "make_weekly_reports",
    "make_weekly_report",
    "prepare_due_reports",  # the service counts; nothing of a record changes
    "prepare_report",
}
NAMED_FIRST = {"process", "part_of_process"}  # of audit: what is done, said as the first word


def test_every_action_is_keyword_only_and_says_by_whom() -> None:
    """A positional argument swapped with another would write the wrong record; a missing ``by`` would be anonymous."""
    offenders, offered = [], set()
    for path, tree in modules().items():
        if not in_actions(path):
            continue
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and is_offered(path, node.name):
                offered.add(node.name)
                positional = [argument.arg for argument in node.args.args]
                keywords = {argument.arg for argument in node.args.kwonlyargs}
                if positional and node.name not in NAMED_FIRST:
                    offenders.append(f"{path} {node.name}: positional {positional}")
                if "by" not in keywords and node.name not in WITHOUT_BY:
                    offenders.append(f"{path} {node.name}: no by=")
    assert offenders == []
    assert offered >= WITHOUT_BY


def test_sql_of_a_room_names_no_table_of_another() -> None:
    """What imports cannot show: a table that is read from elsewhere can no longer be changed by its own room.

    Whoever needs it asks the room for a relation (``queries.…_relation()``) or hands it one.
    """
    from django.apps import apps

    tables = {
        model._meta.db_table: config.label
        for config in apps.get_app_configs()
        if config.name.startswith("testamur.")
        for model in config.get_models(include_auto_created=True)
    }
    table = re.compile(rf"\b({'|'.join(sorted(tables, key=len, reverse=True))})\b")
    offenders = [
        f"{path}:{node.lineno} {name}"
        for path, tree in modules().items()
        if not path.startswith("bench/") and path != "commands/migrate.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        for name in set(table.findall(node.value))
        if tables[name] != path.split("/")[0]
    ]
    assert offenders == []


def test_every_permission_is_checked_somewhere() -> None:
    """A permission that nothing asks for is a promise that nothing keeps."""
    from testamur.access.rules import Permission

    source = "\n".join(
        path.read_text(encoding="utf-8")
        for path in PACKAGE.rglob("*.py")
        if path != PACKAGE / "access" / "rules.py" and "migrations" not in path.parts
    )
    assert [p for p in Permission if f"Permission.{p.name}" not in source] == []


@pytest.mark.parametrize(
    "pattern", ["requirements/*.txt", "package-lock.json", "pyproject.toml", ".npmrc", "Makefile"]
)
def test_no_registry_address_is_committed(pattern: str) -> None:
    """A lock with addresses would bind every installation to one registry."""
    for path in ROOT.glob(pattern):
        text = path.read_text(encoding="utf-8")
        assert "--index-url" not in text
        assert '"resolved": "http' not in text
        assert "files.pythonhosted" not in text


def test_nothing_generated_or_secret_is_tracked() -> None:
    """var/, environments and builds belong to a machine, not to the project."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    tracked = [Path(line) for line in listed.splitlines()]
    assert [path for path in tracked if path.parts[0] in {"var", ".venv", "node_modules"}] == []


def test_requirements_are_claimed_only_where_a_front_door_is_driven() -> None:
    """A rule that is right by itself proves nothing about the page or the API that a person meets."""
    from scripts.requirements import FRONT_DOORS

    offenders = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "tests").rglob("test_*.py")
        if "pytest.mark.requirement(" in path.read_text(encoding="utf-8")
        and not str(path.relative_to(ROOT)).startswith((*FRONT_DOORS, "tests/architecture/"))
    ]
    assert offenders == []


def test_generated_pages_of_the_documentation_are_current() -> None:
    """Drawings and catalogues come from the code that they describe."""
    written = subprocess.run(
        [sys.executable, "scripts/write_docs.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert written.returncode == 0, written.stdout + written.stderr
