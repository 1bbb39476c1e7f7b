"""What is made of measurements: medians, ratios, the slope, the goals, and the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bench import page
from bench.measure import Figure, Sample
from bench.pages import Load
from bench.report import goals
from bench.run import ratios, scale


def figure(name: str, *seconds: float, records: int = 10_000, cpu: float | None = None) -> Figure:
    return Figure(name, f"The way called {name}", [Sample(records, each, cpu) for each in seconds])


def result(**changed: Any) -> dict[str, Any]:
    ours = figure("pipeline", 1.0, cpu=1.0)
    ours.samples[0].parts = {"staged": 0.4, "judged": 0.6}
    ours.notes["peak_memory_of_a_worker"] = 140_000_000
    slow = figure("import-export-tuned", 8.0)
    return {
        "machine": {
            "processors": 2,
            "python": "3.11",
            "load_before": 0.1,
            "postgresql": {"server_version": "18", "fsync": "on", "shared_buffers": "256MB"},
            "achievements_at_the_end": 5,
        },
        "figures": {"pipeline": ours.as_json(), "import-export-tuned": slow.as_json()},
        "ratios": {"import-export-tuned": 8.0},
        "scale": {},
        **changed,
    }


def test_median_is_not_drawn_by_one_slow_run() -> None:
    measured = figure("pipeline", 1.0, 1.2, 90.0)
    assert (measured.seconds, round(measured.per_second)) == (1.2, 8333)


def test_ratio_compares_records_a_second_whatever_their_number() -> None:
    found = ratios({"pipeline": figure("pipeline", 1.0), "orm": figure("orm", 2.0, records=1_000)})
    assert found == {"orm": 20.0}


@pytest.mark.parametrize(("spent", "slope"), [(1000.0, 1.0), (2000.0, 1.151), (100_000.0, 2.0)])
def test_slope_tells_linear_growth_from_quadratic(spent: float, slope: float) -> None:
    one = figure("pipeline", 1.0, cpu=10.0)
    hundred = figure("100x", 100.0, records=1_000_000, cpu=spent)
    assert scale({"pipeline": one, "100x": hundred})["slope"] == slope


def test_nothing_is_said_of_processor_time_that_was_not_measured() -> None:
    assert scale({"pipeline": figure("pipeline", 1.0)}) == {}


@pytest.mark.parametrize(("seconds", "ratio", "met"), [(1.5, 5.0, True), (1.51, 4.99, False)])
def test_goal_is_reached_at_its_figure_and_not_beside_it(seconds: float, ratio: float, met: bool) -> None:
    measured = result(ratios={"import-export-tuned": ratio})
    measured["figures"]["pipeline"]["seconds"] = seconds
    assert [reached for _, _, reached in goals(measured)] == [met, met, True]


def test_only_the_figures_of_the_page_are_replaced(tmp_path: Path) -> None:
    path = tmp_path / "performance.md"
    path.write_text(f"# Speed\n\n{page.BEGIN}\nold\n{page.END}\n\nProse.\n", encoding="utf-8")
    page.write(path, result(), command="make bench")
    text = path.read_text(encoding="utf-8")
    assert text.startswith(f"# Speed\n\n{page.BEGIN}\n")
    assert text.endswith(f"{page.END}\n\nProse.\n")
    assert "old" not in text
    assert "| The way called import-export-tuned | 1 | 10,000 | 8.00 | 1,250 |  | 8× |  |" in text
    assert "| The way called pipeline | 0.40 | 0.60 |" in text


def test_page_without_a_place_for_figures_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.md"
    path.write_text("Something else.\n", encoding="utf-8")
    with pytest.raises(ValueError, match="no place for figures"):
        page.write(path, result(), command="make bench")
    assert path.read_text(encoding="utf-8") == "Something else.\n"


@pytest.mark.parametrize(
    ("rate", "p95", "met"), [(150.0, 100.0, [True, True]), (149.9, 100.1, [False, False])]
)
def test_pages_are_as_fast_as_the_slowest_of_them(rate: float, p95: float, met: list[bool]) -> None:
    fast = Load("home", 1.0, 0.5, [1.0] * 1000)
    measured = result(pages=[fast.as_json(), {**fast.as_json(), "per_second": rate, "p95_ms": p95}])
    assert [reached for _, _, reached in goals(measured)][-2:] == met
    assert "| home | 1000.0 | 1.0 | 1.0 | 0.5 |" in page.figures(measured, "make bench")


def test_load_tells_the_middle_and_the_slowest_of_twenty() -> None:
    load = Load("home", 2.0, None, [float(number) for number in range(1, 101)])
    found = load.as_json()
    assert (found["per_second"], found["p50_ms"], found["p95_ms"], found["cpu_ms"]) == (
        50.0,
        50.5,
        96.0,
        None,
    )
