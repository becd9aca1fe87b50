"""Conversions: which leads became contacts, so that what they say fills blanks only and their memberships move along.

Seen before any row is mapped, since a lead's row does not say what its contact's does. Rules of Salesforce: lead values
fill only blank fields of the contact and the account; where both were members of one campaign, the status further along
wins.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias

from gateway.domain.fields import Type
from gateway.domain.importing.cells import UnfitCell, fitted
from gateway.domain.importing.keys import salesforce_id
from gateway.domain.importing.making import first_time
from gateway.domain.importing.rows import Row
from gateway.domain.importing.salesforce.times import TIMES
from gateway.domain.value_checks import canonical_instant

READS = {
    "Lead": ("id", "isconverted", "convertedcontactid", "convertedaccountid"),
    "Contact": ("id", *TIMES),
    "Account": ("id", *TIMES),
    "CampaignMemberStatus": ("campaignid", "label", "sortorder"),
    "CampaignMember": ("id", "campaignid", "leadid", "contactid", "status", "hasresponded", *TIMES),
}
"""The objects that are seen beforehand, in this order, and which of their columns."""
_LADDER = (
    "planned", "invited", "sent", "received", "opened", "clicked", "visited", "registered", "waitlisted", "no show",
    "responded", "attended on-demand", "attended", "engaged", "converted", "won",
)  # fmt: skip
"""How far along the usual statuses are, where the campaign does not say so itself."""

_Rank: TypeAlias = tuple[bool, float, str, str]


@dataclass(slots=True)
class Conversions:
    """What is known of converted leads; it grows with them, not with the export."""

    contact_of: dict[str, str] = field(default_factory=dict)
    """The contact that a lead became, by id."""
    _contacts: set[str] = field(default_factory=set)
    _accounts: set[str] = field(default_factory=set)
    _times: dict[str, str] = field(default_factory=dict)
    _order: dict[tuple[str, str], float] = field(default_factory=dict)
    _ahead: dict[tuple[str, str], tuple[_Rank, str]] = field(default_factory=dict)
    _behind: set[str] = field(default_factory=set)

    def see(self, name: str, row: Row) -> None:
        """Take note of a row of one of the objects in `READS`, in that order."""
        match name:
            case "Lead":
                self._see_lead(row)
            case "CampaignMemberStatus":
                self._see_status(row)
            case "CampaignMember":
                self._see_member(row)
            case _:
                self._see_thing(row)

    def before(self, other: str, own: str | None) -> str | None:
        """When a lead is observed that became the contact or account: its own time, but earlier than the other's."""
        limit = self._times.get(other)
        if limit is None:
            return own
        earlier = canonical_instant(datetime.fromisoformat(limit) - timedelta(microseconds=1))
        return earlier if own is None else min(own, earlier)

    def is_behind(self, member: str | None) -> bool:
        """Whether a campaign member is of a person who is further along in the same campaign by another."""
        return member is not None and member in self._behind

    def _see_lead(self, row: Row) -> None:
        lead, contact, account = row.text("id"), row.text("convertedcontactid"), row.text("convertedaccountid")
        if lead and contact:
            self.contact_of[salesforce_id(lead)] = salesforce_id(contact)
            self._contacts.add(salesforce_id(contact))
        if account:
            self._accounts.add(salesforce_id(account))

    def _see_thing(self, row: Row) -> None:
        written = row.text("id")
        key = salesforce_id(written or "")
        if key in self._accounts or key in self._contacts:
            try:
                at = first_time(row, TIMES)
            except UnfitCell:
                return  # its own row is refused for it
            if at is not None:
                self._times[key] = at

    def _see_status(self, row: Row) -> None:
        campaign, label = row.text("campaignid"), row.text("label")
        try:
            order = fitted(row.cell("sortorder"), Type.NUMBER)
        except UnfitCell:
            return
        if campaign and label:
            self._order[salesforce_id(campaign), label] = order

    def _see_member(self, row: Row) -> None:
        member, campaign = row.text("id"), row.text("campaignid")
        person = self.person_of(row)
        if member is None or campaign is None or person not in self._contacts:
            return
        campaign = salesforce_id(campaign)
        ranked = (self._rank(campaign, row), member)
        held = self._ahead.get((campaign, person))
        if held is None:
            self._ahead[campaign, person] = ranked
        else:
            self._ahead[campaign, person] = max(held, ranked)
            self._behind.add(min(held, ranked)[1])

    def person_of(self, row: Row) -> str:
        """The id of the contact or lead that a row names, of the contact where the lead became one; else nothing."""
        written = row.first("contactid", "leadid")
        if written is None:
            return ""
        key = salesforce_id(written)
        return self.contact_of.get(key, key)

    def _rank(self, campaign: str, row: Row) -> _Rank:
        status = row.text("status") or ""
        responded = (row.text("hasresponded") or "").lower() in ("true", "1")
        order = self._order.get((campaign, status))
        if order is None:
            order = _LADDER.index(status.lower()) if status.lower() in _LADDER else -1
        try:
            at = first_time(row, TIMES) or ""
        except UnfitCell:
            at = ""
        return responded, order, at, row.text("id") or ""
