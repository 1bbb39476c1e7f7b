"""The figures as tables of ``docs/performance.md``, between two marks; what stands around them is left alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from testamur.bench.report import goals

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
    machine = result["machine"]
    server = machine["postgresql"]
    parts = [
        f"Made by `{command}` with {machine['processors']} processors, Python {machine['python']}, PostgreSQL "
        f"{server['server_version']} (`fsync` {server['fsync']}, `shared_buffers` {server['shared_buffers']}); load "
        f"of the machine before the run: {machine['load_before']}.",
        _table(
            ("goal", "measured", ""),
            ((g, m, "reached" if met else "**missed**") for g, m, met in goals(result)),
        ),
        _table(
            (
                "",
                "runs",
                "records",
                "seconds",
                "records/s",
                "CPU µs a record",
                "pipeline is",
                "peak MB of a worker",
            ),
            (_figure(figure, result["ratios"].get(name)) for name, figure in result["figures"].items()),
        ),
    ]
    steps = {name: figure["steps"] for name, figure in result["figures"].items() if figure["steps"]}
    if steps:
        names = list(dict.fromkeys(step for by_step in steps.values() for step in by_step))
        rows = (
            (result["figures"][name]["title"], *(f"{by_step.get(step, 0):.2f}" for step in names))
            for name, by_step in steps.items()
        )
        parts.append(_table(("seconds of 10,000 records", *names), rows))
    if "100x" in result["figures"]:
        first, last = (result["figures"]["100x"][f"{which}_tenth_per_second"] for which in ("first", "last"))
        parts.append(f"The million: {first:,} records/s in the first ten batches, {last:,} in the last ten.")
    if "slope" in result["scale"]:
        spent = ", ".join(f"{name} {value} µs" for name, value in result["scale"].items() if name != "slope")
        parts.append(
            f"Processor time a record: {spent}. Slope: {result['scale']['slope']} (1 is linear, 2 quadratic)."
        )
    if "reads" in result:
        parts.append(f"What pages read, with {machine['achievements_at_the_end']:,} achievements:")
        rows = (
            (
                r["name"],
                r["queries"],
                r["median_ms"],
                r["p95_ms"],
                ", ".join(r["large_tables_scanned"]) or "none",
            )
            for r in result["reads"]
        )
        parts.append(_table(("read", "queries", "median ms", "p95 ms", "large tables scanned"), rows))
    return "\n\n".join(parts) + "\n"


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
