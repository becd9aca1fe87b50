"""Beforehand: what is seen of an export before any row is mapped: merged leads, and the names of static lists.

A lead that was merged into another is the same person, and what it says stands back behind what the winner says.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from gateway.domain.importing.cells import UnfitCell
from gateway.domain.importing.making import first_time
from gateway.domain.importing.rows import Row
from gateway.domain.value_checks import canonical_instant

LEAD_TIMES = ("updatedat", "fivetransynced", "createdat")
"""Columns that say when a lead was observed, the best first."""
WINNERS = ("leadid", "winningleadid", "winnerid", "masterleadid")
LOSERS = ("mergeids", "losingleadids", "losingleadid", "mergedleadid", "mergedleadids", "loserid")
READS = {
    "MergeLeads": (*WINNERS, *LOSERS),
    "Activity": ("leadid", "activitytypeid", "mergeids", "attributes"),
    "Lead": ("id", *LEAD_TIMES),
    "StaticList": ("id", "name"),
}
"""The kinds of file that are seen beforehand, in this order, and which of their columns."""
MERGE = "32"
"""The activity type of a merge."""
_IDS = re.compile(r"\d+")
_MERGE_IDS = re.compile(r'"merge ?ids?"\s*:\s*("[^"]*"|\[[^\]]*\]|\d+)', re.IGNORECASE)
_LONGEST_CHAIN = 20


@dataclass(slots=True)
class Beforehand:
    """What is known of merges and lists; it grows with them, not with the export."""

    winner_of: dict[str, str] = field(default_factory=dict)
    """The lead that a lead was merged into, by id."""
    _winners: set[str] = field(default_factory=set)
    _times: dict[str, str] = field(default_factory=dict)
    _lists: dict[str, str] = field(default_factory=dict)
    _named: Counter[str] = field(default_factory=Counter)

    def see(self, name: str, row: Row) -> None:
        """Take note of a row of one of the kinds in `READS`, in that order."""
        match name:
            case "MergeLeads":
                self._see_merge(row.first(*WINNERS), losers(row))
            case "Activity":
                if row.text("activitytypeid") == MERGE:
                    self._see_merge(row.text("leadid"), losers(row))
            case "Lead":
                self._see_lead(row)
            case "StaticList":
                self._see_list(row)

    def before(self, lead: str, own: str | None) -> str | None:
        """When a lead is observed: in its own time, but earlier than the lead it was merged into."""
        limit, steps = own, 0
        while lead in self.winner_of and steps < _LONGEST_CHAIN:
            lead, steps = self.winner_of[lead], steps + 1
            at = self._times.get(lead)
            if at is not None:
                earlier = canonical_instant(datetime.fromisoformat(at) - timedelta(microseconds=steps))
                limit = earlier if limit is None else min(limit, earlier)
        return limit

    def list_name(self, list_id: str, name: str | None = None) -> str:
        """What a static list is called here: its name, with its id where two have one name or none is known."""
        known = self._lists.get(list_id, name)
        if known is None:
            return f"Marketo list {list_id}"
        return f"{known} ({list_id})" if self._named[known] > 1 else known

    def _see_merge(self, winner: str | None, merged: list[str]) -> None:
        for loser in merged:
            if winner is not None and loser != winner:
                self.winner_of[loser] = winner
                self._winners.add(winner)

    def _see_lead(self, row: Row) -> None:
        lead = row.text("id")
        if lead in self._winners:
            try:
                at = first_time(row, LEAD_TIMES)
            except UnfitCell:
                return  # its own row is refused for it
            if lead is not None and at is not None:
                self._times[lead] = at

    def _see_list(self, row: Row) -> None:
        list_id, name = row.text("id"), row.text("name")
        if list_id is not None and name is not None and list_id not in self._lists:
            self._lists[list_id] = name
            self._named[name] += 1


def losers(row: Row) -> list[str]:
    """The ids of the leads that a merge took in: `[17, 23]`, `17;23`, or within the JSON of the attributes."""
    written = row.first(*LOSERS)
    if written is None:
        found = _MERGE_IDS.search(row.text("attributes") or "")
        written = found[1] if found else ""
    return _IDS.findall(written)
