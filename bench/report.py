"""The figures as a person reads them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

Goal = tuple[str, str, bool]


def show(result: dict[str, Any], console: Console) -> None:
    """Print everything that was measured."""
    machine = result["machine"]
    server = machine["postgresql"]
    console.print(
        f"\n{machine['processors']} processors, load {machine['load_before']} before, Python {machine['python']}, "
        f"PostgreSQL {server['server_version']}, fsync {server['fsync']}"
    )
    if machine["load_before"] > 0.5:
        console.print("The machine was busy with other things. Only ratios count, and they less than usual.")
    console.print(_figures(result))
    for name in ("pipeline", "again", "soap", "verify"):
        if figure := result["figures"].get(name):
            console.print(f"{figure['title']}, seconds: {_steps(figure)}")
    if result["scale"]:
        console.print(f"Processor time a record (µs) and slope: {result['scale']}")
    if "front" in result:
        console.print(_front(result["front"]))
    if "reads" in result:
        console.print(_reads(result["reads"], machine["achievements_at_the_end"]))
    if "reports" in result:
        measured = result["reports"]
        console.print(f"Reports of {measured['records']:,} records, milliseconds: {measured['milliseconds']}")
    if "pages" in result:
        console.print(_pages(result["pages"]))
    if "country" in result:
        console.print(_country(result["country"]))
    for goal, measured, met in goals(result):
        console.print(f"{'reached ' if met else 'MISSED  '} {goal}: {measured}")


def _figures(result: dict[str, Any]) -> Table:
    table = Table(
        title="Records of one file of 10,000, 4 % of them bad; median of the runs", title_justify="left"
    )
    for heading in ("", "runs", "records", "seconds", "a second", "CPU µs each", "pipeline is", "peak MB"):
        table.add_column(heading, justify="left" if not heading else "right")
    for name, figure in result["figures"].items():
        ratio, peak = result["ratios"].get(name), figure.get("peak_memory_of_a_worker")
        cpu = figure["cpu_microseconds_a_record"]
        table.add_row(
            figure["title"],
            str(figure["runs"]),
            f"{figure['records']:,}",
            f"{figure['seconds']:.2f}",
            f"{figure['records_per_second']:,}",
            "" if cpu is None else f"{cpu:.0f}",
            f"{ratio:g}×" if ratio else "",
            f"{peak / 1e6:.0f}" if peak else "",
        )
    return table


def _steps(figure: dict[str, Any]) -> str:
    return ", ".join(f"{step} {seconds:.2f}" for step, seconds in figure["steps"].items())


def _front(measured: list[dict[str, Any]]) -> Table:
    table = Table(
        "page",
        "server",
        "requests/s",
        "p95 ms",
        "CPU ms each",
        "× synchronous",
        title="Pages over the network",
    )
    for row in front_rows(measured):
        table.add_row(*row)
    return table


def front_rows(measured: list[dict[str, Any]]) -> Iterator[Sequence[str]]:
    """A page as each server gives it."""
    for row in measured:
        figures = (row["requests_per_second"], row["p95_ms"], row["cpu_ms"], row["ratio"])
        yield row["page"], row["server"], *map(str, figures)


def _reads(measured: list[dict[str, Any]], achievements: int) -> Table:
    table = Table(title=f"What pages read, with {achievements:,} achievements", title_justify="left")
    for heading in ("", "queries", "median ms", "p95 ms", "large tables scanned"):
        table.add_column(heading, justify="left" if not heading else "right")
    for read in measured:
        scanned = ", ".join(read["large_tables_scanned"]) or "none"
        table.add_row(
            read["name"], str(read["queries"]), f"{read['median_ms']}", f"{read['p95_ms']}", scanned
        )
    return table


PAGE_HEADINGS = ("page", "requests/s", "p50 ms", "p95 ms", "CPU ms a request")


def _pages(measured: list[dict[str, Any]]) -> Table:
    table = Table(title="Pages under load: two web processes, eight browsers", title_justify="left")
    for heading in PAGE_HEADINGS:
        table.add_column(heading, justify="left" if heading == "page" else "right")
    for row in page_rows(measured):
        table.add_row(*(str(cell) for cell in row))
    return table


def page_rows(measured: list[dict[str, Any]]) -> Iterator[tuple[Any, ...]]:
    """One page under load after another; the processor time is that of the web server and the database."""
    for page in measured:
        yield page["name"], page["per_second"], page["p50_ms"], page["p95_ms"], page["cpu_ms"] or ""


def _country(measured: dict[str, Any]) -> Table:
    title = f"With {measured['learners']:,} learners and {measured['achievements']:,} achievements"
    table = Table(title=title, title_justify="left")
    for heading in ("", "queries", "median ms", "p95 ms", "large tables scanned"):
        table.add_column(heading, justify="left" if not heading else "right")
    for row in country_rows(measured):
        table.add_row(*(str(cell) for cell in row))
    return table


def country_rows(measured: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    """What was read of one learner: the reads alone, then whole pages."""
    for read in measured["reads"]:
        scanned = ", ".join(read["large_tables_scanned"]) or "none"
        yield read["name"], read["queries"], read["median_ms"], read["p95_ms"], scanned
    for page in measured["pages"]:
        yield f"page: {page['name']}", "", page["median_ms"], page["p95_ms"], ""


def goals(result: dict[str, Any]) -> Iterator[Goal]:
    """What was to be reached, what was measured, and whether it was reached; only what this run measured."""
    figures, ratios = result["figures"], result["ratios"]
    if figure := figures.get("pipeline"):
        seconds = figure["seconds"]
        yield "10,000 records in 1.5 s, history included", f"{seconds:.2f} s", seconds <= 1.5
    if figure := figures.get("soap"):
        accepted, done = figure["steps"].values()
        measured = f"{accepted:.2f} s, {done:.2f} s"
        yield (
            "10,000 records by web service accepted in 1 s, done 1.5 s later",
            measured,
            accepted <= 1 and done <= 1.5,
        )
    if figure := figures.get("verify"):
        seconds = figure["seconds"]
        yield "10,000 learners verified in 1.5 s", f"{seconds:.2f} s", seconds <= 1.5
    for name, least in (("import-export", 20), ("import-export-tuned", 5)):
        if name in ratios:
            yield f"{least} times {figures[name]['title']}", f"{ratios[name]:g}", ratios[name] >= least
    if figure := figures.get("100x"):
        rate = figure["records_per_second"]
        yield "12,000 records a second, sustained over 1,000,000", f"{rate:,}", rate >= 12_000
        first, last = figure["first_tenth_per_second"], figure["last_tenth_per_second"]
        yield "flat from the first tenth to the last", f"{first:,} and {last:,} a second", last >= 0.9 * first
    peaks = [peak for figure in figures.values() if (peak := figure.get("peak_memory_of_a_worker"))]
    if peaks:
        yield "a worker in 200 MB", f"{max(peaks) / 1e6:.0f} MB", max(peaks) <= 200e6
    if reads := result.get("reads"):
        slowest = max(read["p95_ms"] for read in reads)
        scans = sum(bool(read["large_tables_scanned"]) for read in reads)
        most = max(read["queries"] for read in reads)
        yield "no page's read scans a large table", f"{scans} do", scans == 0
        yield (
            "p95 of a page's reads 100 ms, 12 queries",
            f"{slowest:g} ms, {most}",
            slowest <= 100 and most <= 12,
        )
    if loaded := result.get("pages"):
        rate = min(page["per_second"] for page in loaded)
        slowest = max(page["p95_ms"] for page in loaded)
        yield "every page 150 requests/s with eight browsers", f"{rate:g}", rate >= 150
        yield "p95 of every page with eight browsers 100 ms", f"{slowest:g} ms", slowest <= 100
    if country := result.get("country"):
        slowest = max(read["p95_ms"] for read in (*country["reads"], *country["pages"]))
        size = f"{country['learners']:,} learners, {country['achievements']:,} achievements"
        yield f"p95 of one learner's pages 100 ms, with {size}", f"{slowest:g} ms", slowest <= 100
