"""Figures as tables for people, a plot for a glance, and JSON for the next comparison."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from html import escape
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from benchmarks.figures import Figures
from benchmarks.growth import Grown
from benchmarks.worker import Worker

FOLDER = Path(__file__).parent
_BAR_PX, _ROW_PX, _LABEL_PX = 420, 22, 300

Results = Mapping[str, Mapping[str, Figures]]
"""Figures by question and contender; the first contender is ours."""


@dataclass
class Report:
    """Everything that a run found; what was not asked for is empty."""

    about: str
    together: dict[str, dict[str, Figures]] = field(default_factory=dict)
    """Over many connections."""
    alone: dict[str, dict[str, Figures]] = field(default_factory=dict)
    """Over one connection."""
    grown: dict[str, tuple[Grown, Grown]] = field(default_factory=dict)
    sizes: tuple[int, int] = (0, 0)
    """People in the small graph and in the large one."""
    worker: Worker | None = None

    @property
    def tables(self) -> list[tuple[str, list[str], list[list[str]]]]:
        """(caption, heads, rows) of each table that has rows."""
        small, large = (f"{size:,} people" for size in self.sizes)
        tables = [
            ("Over many connections", _TOGETHER, _together(self.together)),
            ("Over one connection, each answer awaited before the next question", _ALONE, _alone(self.alone)),
            (
                "The gateway over a small and a large graph, one connection",
                ["question", f"p50 ms, {small}", f"p50 ms, {large}", "times", f"db hits, {small}", f"db hits, {large}"],
                _grown(self.grown),
            ),
            ("One worker", _WORKER, _worker(self.worker)),
        ]
        return [table for table in tables if table[2]]

    def show(self) -> None:
        """Print the tables."""
        for caption, heads, rows in self.tables:
            table = Table(*heads, title=caption)
            for row in rows:
                table.add_row(*row)
            Console().print(table)

    def keep(self, name: str) -> None:
        """Write `NAME.md`, `NAME.json` and `NAME.svg` beside this file."""
        lines = [self.about]
        for caption, heads, rows in self.tables:
            lines += ["", f"**{caption}**", "", f"| {' | '.join(heads)} |", "|" + " --- |" * len(heads)]
            lines += [f"| {' | '.join(row)} |" for row in rows]
        (FOLDER / f"{name}.md").write_text("\n".join(lines) + "\n", "utf-8")
        (FOLDER / f"{name}.json").write_text(json.dumps(asdict(self), indent=1) + "\n", "utf-8")
        (FOLDER / f"{name}.svg").write_text(_plot(self.together), "utf-8")


_TOGETHER = ["question", "contender", "answers/s", "p50 ms", "p99 ms", "CPU ms", "engine CPU ms", "MB", "ours is"]
_ALONE = ["question", "contender", "p50 ms", "p99 ms", "ours takes"]
_WORKER = ["start to first answer s", "MB then", "different lookups", "MB after them"]


def _together(results: Results) -> list[list[str]]:
    def cells(each: Figures, ours: Figures) -> list[str]:
        rates = [f"{each.rate:,.0f}", f"{each.p50_ms:.1f}", f"{each.p99_ms:.1f}"]
        costs = [f"{median(each.cpus_ms):.2f}", f"{median(each.engine_cpus_ms):.2f}", f"{each.memory_mb:.0f}"]
        return [*rates, *costs, f"{ours.rate / each.rate:.2f} times"]

    return _compared(results, cells)


def _alone(results: Results) -> list[list[str]]:
    def cells(each: Figures, ours: Figures) -> list[str]:
        return [f"{each.p50_ms:.2f}", f"{each.p99_ms:.2f}", f"{ours.p50_ms / each.p50_ms:.2f} times"]

    return _compared(results, cells)


def _compared(results: Results, cells: Callable[[Figures, Figures], list[str]]) -> list[list[str]]:
    """A row for each contender. The last cell of each compares it with the first of its question, which has none."""
    rows = []
    for question, contenders in results.items():
        (first, ours), *others = contenders.items()
        rows.append([question, first, *cells(ours, ours)[:-1], ""])
        rows += [["", name, *cells(each, ours)] for name, each in others]
    return rows


def _grown(results: Mapping[str, tuple[Grown, Grown]]) -> list[list[str]]:
    return [
        [
            question,
            f"{small.p50_ms:.2f}",
            f"{large.p50_ms:.2f}",
            f"{large.p50_ms / small.p50_ms:.2f}",
            *("" if each.db_hits is None else f"{each.db_hits:,}" for each in (small, large)),
        ]
        for question, (small, large) in results.items()
    ]


def _worker(found: Worker | None) -> list[list[str]]:
    if found is None:
        return []
    return [[f"{found.start_s:.1f}", f"{found.first_mb:.0f}", f"{found.lookups:,}", f"{found.then_mb:.0f}"]]


def _plot(results: Results) -> str:
    """Answers a second as bars, each question on a scale of its own."""
    parts: list[str] = []
    top = _ROW_PX
    for question, contenders in results.items():
        parts.append(f'<text x="8" y="{top}" font-weight="bold">{escape(question)}, answers a second</text>')
        most = max(each.rate for each in contenders.values())
        bars = [(name, each.rate) for name, each in contenders.items()]
        parts += _bars(bars, most, top)
        top += (len(bars) + 2) * _ROW_PX
    width = _LABEL_PX + _BAR_PX + 90
    size = f'width="{width}" height="{top}" font-family="sans-serif" font-size="13"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>'
    return "\n".join([head, f'<rect width="{width}" height="{top}" fill="white"/>', *parts, "</svg>"]) + "\n"


def _bars(bars: Sequence[tuple[str, float]], most: float, top: int) -> list[str]:
    drawn: list[str] = []
    for number, (name, rate) in enumerate(bars, 1):
        y, length = top + number * _ROW_PX, max(1, round(rate / most * _BAR_PX))
        colour = "#2a6f97" if number == 1 else "#b8c4cc"
        drawn.append(f'<text x="{_LABEL_PX - 8}" y="{y}" text-anchor="end">{escape(name)}</text>')
        drawn.append(f'<rect x="{_LABEL_PX}" y="{y - 12}" width="{length}" height="15" fill="{colour}"/>')
        drawn.append(f'<text x="{_LABEL_PX + length + 6}" y="{y}">{rate:,.0f}</text>')
    return drawn
