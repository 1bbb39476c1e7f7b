"""The figures as tables of ``docs/performance.md``, between two marks; what stands around them is left alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from bench.report import PAGE_HEADINGS, country_rows, front_rows, goals, page_rows

BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"


def write(path: Path, result: dict[str, Any], *, command: str) -> None:
    """Put this run's figures into the page."""
    page = path.read_text(encoding="utf-8")
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{path} has no place for figures: {BEGIN} and {END}")
    path.write_text(f"{before}{BEGIN}\n\n{figures(result, command)}\n{END}{after}", encoding="utf-8")


def figures(result: dict[str, Any], command: str) -> str:
    """Everything that was measured, in Markdown."""
    reached = ((goal, measured, "reached" if met else "**missed**") for goal, measured, met in goals(result))
    headings = (
        "",
        "runs",
        "records",
        "seconds",
        "records/s",
        "CPU µs a record",
        "pipeline is",
        "peak MB of a worker",
    )
    rows = (_figure(figure, result["ratios"].get(name)) for name, figure in result["figures"].items())
    parts = [
        _where(result["machine"], command),
        _table(("goal", "measured", ""), reached),
        _table(headings, rows),
    ]
    parts += [*_steps(result["figures"]), *_growth(result)]
    if "reads" in result:
        parts.append(f"What pages read, with {result['machine']['achievements_at_the_end']:,} achievements:")
        parts.append(
            _table(("read", "queries", "median ms", "p95 ms", "large tables scanned"), _reads(result))
        )
    if loaded := result.get("pages"):
        parts += [
            "Pages under load, two web processes and eight browsers:",
            _table(PAGE_HEADINGS, page_rows(loaded)),
        ]
    if "front" in result:
        parts.append(
            "Pages over the network, eight clients, two processes; the ratio is paired, round by round:"
        )
        parts.append(
            _table(
                ("page", "server", "requests/s", "p95 ms", "CPU ms a request", "× synchronous"),
                front_rows(result["front"]),
            )
        )
    if country := result.get("country"):
        parts.append(
            f"One learner of {country['learners']:,}, with {country['achievements']:,} achievements on the register:"
        )
        read = ("read", "queries", "median ms", "p95 ms", "large tables scanned")
        parts.append(_table(read, country_rows(country)))
    return "\n\n".join(parts) + "\n"


def _where(machine: dict[str, Any], command: str) -> str:
    server = machine["postgresql"]
    return (
        f"Made by `{command}` with {machine['processors']} processors, Python {machine['python']}, PostgreSQL "
        f"{server['server_version']} (`fsync` {server['fsync']}, `shared_buffers` {server['shared_buffers']}). Load "
        f"of the machine before the run: {machine['load_before']}."
    )


def _steps(measured: dict[str, Any]) -> Iterator[str]:
    by_way = {figure["title"]: figure["steps"] for figure in measured.values() if figure["steps"]}
    names = list(dict.fromkeys(step for steps in by_way.values() for step in steps))
    rows = ((title, *(f"{steps.get(step, 0):.2f}" for step in names)) for title, steps in by_way.items())
    if by_way:
        yield _table(("seconds of 10,000 records", *names), rows)


def _growth(result: dict[str, Any]) -> Iterator[str]:
    if million := result["figures"].get("100x"):
        first, last = (million[f"{which}_tenth_per_second"] for which in ("first", "last"))
        yield f"The million: {first:,} records/s in the first ten batches, {last:,} in the last ten."
    if "slope" in result["scale"]:
        spent = ", ".join(f"{name} {value} µs" for name, value in result["scale"].items() if name != "slope")
        slope = result["scale"]["slope"]
        yield f"Processor time a record: {spent}. Slope: {slope} (1 is linear, 2 quadratic)."


def _reads(result: dict[str, Any]) -> Iterator[Sequence[Any]]:
    for read in result["reads"]:
        scanned = ", ".join(read["large_tables_scanned"]) or "none"
        yield read["name"], read["queries"], read["median_ms"], read["p95_ms"], scanned


def _figure(figure: dict[str, Any], ratio: float | None) -> Sequence[str]:
    cpu, peak = figure["cpu_microseconds_a_record"], figure.get("peak_memory_of_a_worker")
    return (
        figure["title"],
        str(figure["runs"]),
        f"{figure['records']:,}",
        f"{figure['seconds']:.2f}",
        f"{figure['records_per_second']:,}",
        f"{cpu:.0f}" if cpu is not None else "",
        f"{ratio:g}×" if ratio else "",
        f"{peak / 1e6:.0f}" if peak else "",
    )


def _table(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    lines = [headings, ["--:" if place else "---" for place in range(len(headings))], *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)
