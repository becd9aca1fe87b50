"""Reports: what became of every row of an import, file by file. They can be kept as JSON and taken up again."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from gateway.commands.ingest_records import BatchReport
from gateway.domain.importing.tally import Tally

_KEPT_WARNINGS = 20
_OUTCOMES = ("read", "loaded", "unchanged", "waiting", "refused")


@dataclass(slots=True)
class FileReport:
    """`read` is the sum of loaded, unchanged, waiting and refused rows, and of those that carry nothing."""

    read: int = 0
    loaded: int = 0
    unchanged: int = 0
    waiting: int = 0
    refused: int = 0
    tally: Tally = field(default_factory=Tally)

    @property
    def nothing(self) -> int:
        """Rows that carry nothing; the tally says why."""
        return sum(self.tally.nothing.values())

    def take_row(self, places: range, batch: BatchReport) -> None:
        """Add what became of a row whose records have these places in the batch.

        It waits while a relation of it does, is loaded where any of its records said something new, and is unchanged
        where none did.
        """
        if not batch.waiting.isdisjoint(places):
            self.waiting += 1
        elif batch.unchanged.issuperset(places):
            self.unchanged += 1
        else:
            self.loaded += 1

    def to_json(self) -> dict[str, Any]:
        """As plain JSON."""
        counts: dict[str, Any] = {outcome: getattr(self, outcome) for outcome in _OUTCOMES}
        return counts | {"tally": {part.name: dict(getattr(self.tally, part.name)) for part in fields(self.tally)}}

    def no_longer_wait(self, joined: int, dropped: int) -> None:
        """Count anew the rows that waited until now: those that joined, and those that were refused in the end."""
        self.waiting -= joined + dropped
        self.loaded += joined
        self.refused += dropped


@dataclass(slots=True)
class ImportReport:
    """What became of the rows of all files, by the file's place among them."""

    run: str = ""
    """Names the import to the relations that wait, also after it was interrupted."""
    files: dict[str, FileReport] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    unsaid: int = 0
    """Warnings beyond those that are kept."""
    rejects: Path | None = None

    def total(self, outcome: str) -> int:
        """The sum of an outcome over the files."""
        return sum(getattr(each, outcome) for each in self.files.values())

    def warn(self, warnings: list[str]) -> None:
        """Keep the first few, and count the rest."""
        kept = warnings[: max(0, _KEPT_WARNINGS - len(self.warnings))]
        self.warnings += kept
        self.unsaid += len(warnings) - len(kept)

    def to_json(self) -> dict[str, Any]:
        """As plain JSON."""
        files = {name: each.to_json() for name, each in self.files.items()}
        return {"run": self.run, "warnings": self.warnings, "files": files}


def report_from_json(given: dict[str, Any]) -> ImportReport:
    """The report that such JSON says. KeyError or TypeError where it is something else."""
    report = ImportReport(given["run"], warnings=given["warnings"])
    for name, each in given["files"].items():
        tally = Tally(**{part: Counter(counts) for part, counts in each["tally"].items()})
        report.files[name] = FileReport(**{outcome: each[outcome] for outcome in _OUTCOMES}, tally=tally)
    return report
