"""How mutations say what they do: a field of `Mutation` names its work, a field of a payload where its value is.

A mutation is declared as a query is: a signature without a body, with what it does beside it. Its work is a function of
this module's `Desk` and the coerced arguments by their GraphQL names; it refuses what it can before it asks the
database, and returns the payload. What a payload shows of the graph is never read by the work: those fields name a root
field of `Query`, which is planned, run and shaped as any other, after the write.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

import strawberry

from gateway.commands.ingest_records import ingest_records
from gateway.commands.loading.clock import Clock
from gateway.commands.shared_writes import SharedWrites
from gateway.plan.reads import EXTENSION
from gateway.settings import Settings
from gateway.store.database import Database
from gateway.store.touched import AnyJournal


@dataclass(frozen=True, slots=True)
class Desk:
    """What the work of a mutation has at hand. `now` is the one instant of the request, as canonical text."""

    database: Database
    settings: Settings
    wrote: Callable[[], None]
    """To be called after a commit that does not say what it touched: no answer from before it is served any more."""
    told: Callable[[], Awaitable[None]]
    """Returns when every other process can know what was written."""
    writes: SharedWrites
    clock: Clock
    """When what says no time is observed: no two at the same instant."""
    now: str = ""


def open_desk(database: Database, settings: Settings, journal: AnyJournal) -> Desk:
    """The desk of a process: its writes share transactions, and tell the journal what they touched."""
    noting = database.noting(journal.note)
    writes = SharedWrites(lambda records, refused: ingest_records(noting, records, refused=refused))
    return Desk(noting, settings, lambda: journal.note(None), journal.told, writes, Clock())


Work = Callable[[Desk, Mapping[str, Any]], Awaitable[Any]]
"""Raises `GatewayError`; anything else it raises becomes INTERNAL."""


@dataclass(frozen=True, slots=True)
class Writes:
    """A field of `Mutation`: what does its work."""

    work: Work


@dataclass(frozen=True, slots=True)
class Works:
    """A field of `Query` that no statement of a plan answers: what does its work. It writes nothing."""

    work: Work


@dataclass(frozen=True, slots=True)
class Told:
    """A field of a payload whose value the work returns."""


@dataclass(frozen=True, slots=True)
class Again:
    """A field of a payload that asks a root field of `Query` after the write.

    `arguments` maps an argument of that field to the attribute of the payload that holds its value: null where the
    attribute is None.
    """

    field: str
    arguments: tuple[tuple[str, str], ...]


def writing(work: Work, about: str) -> Callable[[Callable[..., Any]], Any]:
    """A field of `Mutation`, as a decorator of a method whose signature says its arguments."""

    def decorate(signature: Callable[..., Any]) -> Any:
        return strawberry.field(resolver=signature, description=about, metadata={EXTENSION: Writes(work)})

    return decorate


def working(work: Work, about: str) -> Callable[[Callable[..., Any]], Any]:
    """A field of `Query` that a function answers. Its name has to stand in `plan.operation.WORKED_OUT`."""

    def decorate(signature: Callable[..., Any]) -> Any:
        return strawberry.field(resolver=signature, description=about, metadata={EXTENSION: Works(work)})

    return decorate


def told(about: str) -> Any:
    """A field of a payload that the work fills in."""
    return strawberry.field(description=about, metadata={EXTENSION: Told()})


def again(field: str, about: str, **arguments: str) -> Callable[[Callable[..., Any]], Any]:
    """A field of a payload that reads what was written: `again("account", "...", key="key")`."""

    def decorate(signature: Callable[..., Any]) -> Any:
        reads = Again(field, tuple(arguments.items()))
        return strawberry.field(resolver=signature, description=about, metadata={EXTENSION: reads})

    return decorate


def plain(value: Any) -> Any:
    """Coerced input as the JSON that it came from: enums by their value, at every depth."""
    kind = value.__class__
    if kind is str:
        return value  # most values are texts
    if kind is dict:
        return {name: each if each.__class__ is str else plain(each) for name, each in value.items()}
    if kind is list:
        return [plain(each) for each in value]
    return value.value if isinstance(value, Enum) else value
