"""Write the generated pages of docs/ anew: states, findings, settings. `--check` only says whether they are current."""

import os
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

NOTE = "<!-- Written by `make docs`. Change the source, not this page. -->\n"


def states() -> str:
    """Every state machine, drawn from its table."""
    parts = (*_batch_states(), *_achievement_states(), *_challenge_states(), *_sharing_states())
    return "\n".join(["# States", NOTE, *parts])


def _sharing_states() -> list[str]:
    from testamur.learners.states import CHANGES, MEANINGS

    return [
        "## Sharing of a learner's record",
        "",
        "From `src/testamur/learners/states.py`. Opt-outs are taken only with `TESTAMUR_SHARING_OPT_OUT`.",
        "",
        "```mermaid",
        "stateDiagram-v2",
        "    [*] --> not_seen",
        *(
            f"    {row.before.name.lower()} --> {row.after.name.lower()}: {' or '.join(row.who)}"
            f"{' (opt-out)' if row.is_opt_out else ''}"
            for row in CHANGES
        ),
        "```",
        "",
        "| state | number of the LRS | shown as | shown to providers | what staff read | what the learner reads |",
        "|---|---|---|---|---|---|",
        *(
            f"| {state.name.lower()} | {state.value} | {said.label} | {'yes' if said.shows else 'no'} "
            f"| {said.explanation} | {said.to_learner} |"
            for state, said in MEANINGS.items()
        ),
        "",
    ]


def _challenge_states() -> list[str]:
    from testamur.challenges.states import CONTACT_MEANINGS, MEANINGS, STATUS_LABELS, TRANSITIONS

    return [
        "## An event data challenge",
        "",
        "From `src/testamur/challenges/states.py`.",
        "",
        "```mermaid",
        "stateDiagram-v2",
        "    [*] --> new",
        *(
            f"    {source} --> {transition.target}: {transition.event} ({transition.by})"
            for transition in TRANSITIONS.values()
            for source in transition.sources
        ),
        "    closed --> [*]",
        "    withdrawn --> [*]",
        "```",
        "",
        "| state | shown as | the portal's status | whose turn it is | what a person reads |",
        "|---|---|---|---|---|",
        *(
            f"| {state} | {said.label} | {STATUS_LABELS[said.status]} | {said.owner} | {said.explanation} |"
            for state, said in MEANINGS.items()
        ),
        "",
        "### A nominated contact",
        "",
        "| state | shown as | whose turn it is | what a person reads |",
        "|---|---|---|---|",
        *(
            f"| {state} | {said.label} | {said.owner} | {said.explanation} |"
            for state, said in CONTACT_MEANINGS.items()
        ),
        "",
    ]


def _batch_states() -> list[str]:
    from testamur.batches.states import MEANINGS, TRANSITIONS

    return [
        "## A batch",
        "",
        "From `src/testamur/batches/states.py`.",
        "",
        "```mermaid",
        "stateDiagram-v2",
        "    [*] --> received",
        *(
            f"    {source} --> {transition.target}: {transition.event}"
            for transition in TRANSITIONS.values()
            for source in transition.sources
        ),
        "```",
        "",
        "| state | shown as | who moves it on | LRS job status | what a person reads |",
        "|---|---|---|---|---|",
        *(
            f"| {state} | {said.label} | {said.owner} | {said.job_status} | {said.explanation} |"
            for state, said in MEANINGS.items()
        ),
        "",
    ]


def _achievement_states() -> list[str]:
    from testamur.achievements.states import MEANINGS, OUTCOMES

    return [
        "## An achievement",
        "",
        "From `src/testamur/achievements/states.py`.",
        "",
        "| state | shown as | what a person reads |",
        "|---|---|---|",
        *(f"| {state} | {said.label} | {said.explanation} |" for state, said in MEANINGS.items()),
        "",
        "What an instruction does, by what the register holds under the same organisation, ULN, reference",
        "number and award date. QCF units and qualifications count as final whatever the type of job.",
        "",
        "| action | the register holds | type of job | effect | or refused with |",
        "|---|---|---|---|---|",
        *(
            f"| {row.action} | {row.found} | {', '.join(row.jobs)} | {row.effect or ''} | {row.refusal or ''} |"
            for row in OUTCOMES
        ),
        "",
    ]


def findings() -> str:
    """Every finding of every kind of batch."""
    from testamur.achievements.kinds.achievements.findings import CATALOGUE as ACHIEVEMENTS
    from testamur.achievements.kinds.centre_records.findings import CATALOGUE as CENTRES
    from testamur.batches.findings import Catalogue
    from testamur.challenges.kinds.challenge_decisions.findings import CATALOGUE as DECISIONS
    from testamur.learners.kinds.verify.findings import CATALOGUE as VERIFYING
    from testamur.qualifications.kinds.organisations.findings import CATALOGUE as ORGANISATIONS
    from testamur.qualifications.kinds.register.findings import CATALOGUE as REGISTER

    def table(catalogue: Catalogue) -> list[str]:
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
            "## Achievement batches",
            "",
            *table(ACHIEVEMENTS),
            "## Centres' records",
            "",
            *table(CENTRES),
            "## Decisions on challenges",
            "",
            *table(DECISIONS),
            "## Verify batches",
            "",
            *table(VERIFYING),
            "## The qualification register",
            "",
            *table(REGISTER),
            "## The register of awarding organisations",
            "",
            *table(ORGANISATIONS),
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


PAGES = {"states.md": states, "findings.md": findings, "settings.md": settings}


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
