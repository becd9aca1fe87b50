"""Figures as a table for people, a plot for a glance, and JSON for the next comparison."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

FOLDER = Path(__file__).parent
_BAR_PX, _ROW_PX, _LABEL_PX = 420, 22, 300


@dataclass
class Figures:
    """What one contender did with one question, round by round."""

    rates: list[float] = field(default_factory=list)
    p50s_ms: list[float] = field(default_factory=list)
    p99s_ms: list[float] = field(default_factory=list)
    cpus_ms: list[float] = field(default_factory=list)
    """Processor time of the contender for one answer, milliseconds."""
    memory_mb: float = 0.0

    @property
    def rate(self) -> float:
        """Answers a second, the median of the rounds."""
        return median(self.rates)

    @property
    def row(self) -> list[str]:
        """The figures as cells."""
        return [
            f"{self.rate:,.0f}",
            f"{median(self.p50s_ms):.1f}",
            f"{median(self.p99s_ms):.1f}",
            f"{median(self.cpus_ms):.2f}",
            f"{self.memory_mb:.0f}",
        ]


Results = Mapping[str, Mapping[str, Figures]]
"""Figures by question and contender; the first contender is ours."""
_HEADS = ("question", "contender", "answers/s", "p50 ms", "p99 ms", "CPU ms", "MB", "ours is")


def rows(results: Results) -> list[list[str]]:
    """One row a question and contender: the last cell says how many times as many answers the first one gave."""
    table = []
    for question, contenders in results.items():
        ours = next(iter(contenders.values()))
        for number, (name, figures) in enumerate(contenders.items()):
            ratio = "" if number == 0 else f"{ours.rate / figures.rate:.2f} times"
            table.append([question if number == 0 else "", name, *figures.row, ratio])
    return table


def show(results: Results) -> None:
    """Print the table."""
    table = Table(*_HEADS)
    for row in rows(results):
        table.add_row(*row)
    Console().print(table)


def keep(results: Results, about: str, name: str) -> None:
    """Write `NAME.md`, `NAME.json` and `NAME.svg` beside this file."""
    lines = [about, "", f"| {' | '.join(_HEADS)} |", "|" + " --- |" * len(_HEADS)]
    lines += [f"| {' | '.join(row)} |" for row in rows(results)]
    (FOLDER / f"{name}.md").write_text("\n".join(lines) + "\n", "utf-8")
    figures = {question: {one: vars(each) for one, each in found.items()} for question, found in results.items()}
    (FOLDER / f"{name}.json").write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    (FOLDER / f"{name}.svg").write_text(_plot(results), "utf-8")


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
