"""Write the generated pages of docs/ anew: states, findings, settings. `--check` only says whether they are current."""

import importlib
import os
import re
import sys
from dataclasses import fields
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from testamur.batches.columns.layout import Layout
    from testamur.batches.registry import Kind

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from testamur.plumbing.machines import Machine, Meaning, Transition  # noqa: E402

NOTE = "<!-- Written by `make docs`. Change the source, not this page. -->\n"


def machines() -> list[tuple[str, Machine[Any, Any, Any, Any]]]:
    """Every life cycle of the house, with the module that declares it."""
    found = []
    for path in sorted((ROOT / "src" / "testamur").glob("*/states.py")):
        module = importlib.import_module(f"testamur.{path.parent.name}.states")
        declared = (value for value in vars(module).values() if isinstance(value, Machine))
        found += [(str(path.relative_to(ROOT)), machine) for machine in declared]
    return found


def states() -> str:
    """Every life cycle, drawn from its declaration."""
    drawn = [line for path, machine in machines() for line in _drawn(path, machine)]
    return "\n".join(["# States", NOTE, *drawn, *_outcomes()])


def _drawn(path: str, machine: Machine[Any, Any, Any, Any]) -> list[str]:
    """The picture, and what is said of each state. What a room adds to a meaning becomes a column."""
    common = {field.name for field in fields(Meaning)}
    more = [field.name for field in fields(next(iter(machine.states.values()))) if field.name not in common]
    heading = ["state", "shown as", "tag", "whose turn it is", "what a person reads", *more]
    return [
        f"## {machine.title}",
        "",
        f"From `{path}`.",
        "",
        "```mermaid",
        "stateDiagram-v2",
        *(f"    [*] --> {_name(state)}" for state in machine.starts),
        *(
            f"    {_name(source)} --> {_name(row.leads_to(source))}: {event} ({_why(row)})"
            for event, row in machine.events.items()
            for source in row.sources
        ),
        *(f"    {_name(state)} --> [*]" for state in machine.ends()),
        "```",
        "",
        f"| {' | '.join(heading)} |".replace("_", " "),
        "|---" * len(heading) + "|",
        *(
            f"| {_name(state)} | {meaning.label} | {meaning.tag} | {meaning.owner} | {meaning.explanation} |"
            + "".join(f" {_shown(getattr(meaning, name))} |" for name in more)
            for state, meaning in machine.states.items()
        ),
        "",
    ]


def _name(state: Enum) -> str:
    return state.name.lower()


def _why(transition: Transition[Any, Any]) -> str:
    guard = transition.guard
    condition = f", where {guard.field} is {_shown(guard.value)}" if guard else ""
    return " or ".join(transition.by) + condition


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _outcomes() -> list[str]:
    from testamur.achievements.states import OUTCOMES

    return [
        "## What an instruction does to an achievement",
        "",
        "By what the register holds under the same organisation, ULN, reference number and award date. QCF units and",
        "qualifications count as final whatever the type of job.",
        "",
        "| action | the register holds | type of job | effect | or refused with |",
        "|---|---|---|---|---|",
        *(
            f"| {row.action} | {row.found} | {', '.join(row.jobs)} | {row.effect or ''} | {row.refusal or ''} |"
            for row in OUTCOMES
        ),
        "",
    ]


def kinds() -> "tuple[Kind[Any], ...]":
    """Every kind of batch that is plugged in."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "testamur.config.settings")
    django.setup()
    from testamur.batches import registry

    return registry.all_kinds()


def findings() -> str:
    """Every finding of every kind of batch."""
    titles: dict[int, list[str]] = {}
    catalogues: dict[int, Any] = {}
    for kind in kinds():
        catalogues[id(kind.catalogue)] = kind.catalogue
        titles.setdefault(id(kind.catalogue), []).append(kind.title)

    def table(catalogue: Any) -> list[str]:
        return [
            "| code | severity | class | what is wrong | what to do | source |",
            "|---|---|---|---|---|---|",
            *(
                f"| {d.code} | {d.severity} | {d.error_class} | {d.sentence} | {d.remedy} | {d.source} |"
                for d in sorted(catalogue.values(), key=lambda d: (d.code, d.key))
            ),
            "",
        ]

    return "\n".join(
        [
            "# Findings",
            NOTE,
            "Everything that Testamur may say about a record or a file. An error rejects the record (or, in class Job,",
            "the whole file); a warning lets it through. Words in braces are filled in.",
            "",
            *(
                row
                for known, named in titles.items()
                for row in (f"## {', '.join(named)}", "", *table(catalogues[known]))
            ),
        ]
    )


ENVIRONMENT = re.compile(
    r'env(?:\.(\w+))?\(\s*"([A-Z_]+)"(?:,\s*default=((?:[^()]|\((?:[^()]|\([^()]*\))*\))*?))?\s*\)'
)


def settings() -> str:
    """Every variable of the environment that a process reads, with its default as the source writes it."""
    rows: dict[str, str] = {}
    for name in ("settings.py", "domain.py"):
        text = (ROOT / "src" / "testamur" / "config" / name).read_text(encoding="utf-8")
        for kind, variable, default in ENVIRONMENT.findall(text):
            shown = default.strip().rstrip(",") or "none: required"
            rows.setdefault(variable, f"| `{variable}` | {kind or 'str'} | `{shown}` | config/{name} |")
    return "\n".join(
        [
            "# Settings",
            NOTE,
            "A process reads these from its environment. `config/domain.py` holds the facts that the source documents",
            "leave open, each with the default that was proposed; what is inferred is marked there.",
            "",
            "| variable | type | default | read in |",
            "|---|---|---|---|",
            *(rows[variable] for variable in sorted(rows)),
            "",
        ]
    )


FIELDS = re.compile(r"(<!-- fields of (\w+), written by `make docs` -->\n).*?(<!-- end -->)", re.DOTALL)


def formats() -> str:
    """The page of file formats, with the fields of every kind of file as its layout has them."""
    layouts = {kind.name: kind.layout for kind in kinds()}
    page = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    return FIELDS.sub(lambda found: f"{found[1]}{_fields(layouts[found[2]])}{found[3]}", page)


def _fields(layout: "Layout[Any]") -> str:
    """A row a field: its heading, whether it is needed, what it may hold, where that is said, and other headings."""
    rows = ["| # | field | mandatory | what it may hold | from | also called |", "|--:|---|---|---|---|---|"]
    for number, each in enumerate(layout.fields, start=1):
        needed = "yes" if each.required else "the element, not a value" if each.must_be_present else "no"
        also = ", ".join(f"`{heading}`" for heading in each.headings)
        rows.append(f"| {number:2} | `{each.name}` | {needed} | {each.help} | {each.source} | {also} |")
    return "\n".join([*rows, ""])


PAGES = {"states.md": states, "findings.md": findings, "settings.md": settings, "formats.md": formats}


def main() -> int:
    check = "--check" in sys.argv[1:]
    stale = []
    for name, write in PAGES.items():
        page, text = ROOT / "docs" / name, write()
        if check and (not page.exists() or page.read_text(encoding="utf-8") != text):
            stale.append(name)
        elif not check:
            page.write_text(text, encoding="utf-8")
            print(f"docs/{name}")
    if stale:
        print(f"Not current: {', '.join(stale)}. Run `make docs`.")
    return 1 if stale else 0


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main())
