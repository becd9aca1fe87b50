"""Options of an import from a system whose exports are known."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SourceOptions:
    """What the export itself does not say."""

    dataset: str
    instance: str = "default"
    """Which installation of the system it comes from: part of every key."""
    crm_instance: str = "default"
    """Which Salesforce the ids of Salesforce in an export of Marketo belong to."""
    currency: str = "USD"
    """Of amounts whose currency no column says."""
    clear_blanks: bool = False
    """Whether a blank cell says that there is no value; else it says nothing."""
    observed_at: str | None = None
    """When rows were observed that say no time."""
    erase_people: bool = False
    """Whether a person deleted at the source is erased here, with what other sources say of it."""


DELETED_PERSON = "deleted at the source; --erase-deleted-people erases what is known of the person"
"""Why the row of a deleted person carries nothing."""
