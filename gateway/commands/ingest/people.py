"""People: records and events join identities; each graph of them is one person, whatever the order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from gateway.commands.ingest.people_writes import PeopleWrites
from gateway.commands.ingest.regrouping import PeopleResult, regroup
from gateway.commands.ingest.states import (
    Carrier,
    FragmentKey,
    PersonState,
    find_identities,
    read_states,
    take_event,
    take_record,
    together,
)
from gateway.domain.components import Components
from gateway.domain.fragments import fragment_of
from gateway.domain.identity_graph import is_plain, linked
from gateway.domain.identity_settings import IdentitySettings
from gateway.domain.people import person_properties, primary_identity
from gateway.domain.records import EventRecord, IdentityKey, PersonRecord
from gateway.store.database import Transaction


async def ingest_people(
    transaction: Transaction,
    carriers: Sequence[tuple[int, Carrier]],
    mentioned: Iterable[IdentityKey],
    settings: IdentitySettings,
) -> PeopleResult:
    """Take person records, and the identities of events, into the graph; find whose the mentioned identities are."""
    carried = {key for _, each in carriers for key in each.identities}
    found = await find_identities(transaction, carried.union(mentioned))
    result = PeopleResult(found.person_of)
    groups = _grouped(carriers, result.person_of)
    persons = {person for group in groups for person in group.persons}
    states = {each.id: each for each in await read_states(transaction, persons)}
    writes = PeopleWrites(settings)
    contested: list[tuple[int, Carrier]] = []
    around: list[PersonState] = []
    for group in groups:
        held = [states[person] for person in sorted(group.persons)]
        if not _is_plain(group, held, found.nobodys, settings):
            contested += group.carriers
            around += held
        elif len(group.carriers) == 1 and not held and isinstance(group.carriers[0][1], PersonRecord):
            _meet(group.carriers[0][1], writes, result, settings)
            result.created.add(group.carriers[0][0])
        else:
            _join(group, held, writes, result, settings)
    await writes.run(transaction)
    if contested:
        await regroup(transaction, contested, around, result, settings)
    return result


@dataclass(slots=True)
class _Group:
    """The carriers that touch one component, with the persons that are in it so far."""

    carriers: list[tuple[int, Carrier]] = field(default_factory=list)
    persons: set[str] = field(default_factory=set)


def _grouped(carriers: Sequence[tuple[int, Carrier]], person_of: dict[IdentityKey, str]) -> list[_Group]:
    components: Components[Any] = Components()
    for _, carrier in carriers:
        first = carrier.identities[0]
        components.root(first)
        for key in carrier.identities[1:]:
            components.join(first, key)
        for key in carrier.identities:
            if key in person_of:
                components.join(key, person_of[key])
    groups: dict[Any, _Group] = {}
    for pair in carriers:
        identities = pair[1].identities
        group = groups.setdefault(components.root(identities[0]), _Group())
        group.carriers.append(pair)
        group.persons.update(person_of[key] for key in identities if key in person_of)
    return list(groups.values())


def _is_plain(
    group: _Group, held: Sequence[PersonState], nobodys: set[IdentityKey], settings: IdentitySettings
) -> bool:
    """Whether all of a group is one person for certain: each link counts, and has always done so."""
    carried = {key for _, carrier in group.carriers for key in carrier.identities}
    if any(state.torn for state in held) or (nobodys and not nobodys.isdisjoint(carried)):
        return False
    identities = carried.union(*(state.identities for state in held)) if held else carried
    return is_plain(identities, settings)


def _meet(record: PersonRecord, writes: PeopleWrites, result: PeopleResult, settings: IdentitySettings) -> None:
    """A person whom one record makes."""
    fragment = fragment_of(record)
    spans = dict.fromkeys(record.identities, (record.at, record.at))
    properties = person_properties((fragment,), spans, settings.policy)
    primary = primary_identity((fragment,), spans, settings)
    writes.first_met(properties, fragment, record.identities, primary, min(record.identities))
    result.arrived.update(spans)
    result.person_of.update(dict.fromkeys(spans, properties["id"]))


def _join(
    group: _Group, held: list[PersonState], writes: PeopleWrites, result: PeopleResult, settings: IdentitySettings
) -> None:
    """A person whom several records make, or who was there before, perhaps as several."""
    before, now = together(held), together(held)
    touched: set[FragmentKey] = set()
    held_by_none: list[int] = []
    for index, carrier in group.carriers:
        if isinstance(carrier, EventRecord):
            take_event(carrier, now)
            at = carrier.properties["timestamp"]
            for one, other in linked(carrier.identities):
                writes.links.add(one, other, (at, at), carrier.dataset)
        elif not take_record(carrier, now, touched):
            result.unchanged.add(index)
        elif not held:
            held_by_none.append(index)
    result.created.update(held_by_none[:1])
    if not touched and now.identities == before.identities and now.names == before.names and len(held) == 1:
        return
    fragments = list(now.fragments.values())
    properties = person_properties(fragments, now.identities, settings.policy)
    now.id = properties["id"]
    now.primary = {primary_identity(fragments, now.identities, settings)}
    result.arrived.update(now.identities.keys() - before.identities.keys())
    result.person_of.update(dict.fromkeys(now.identities, now.id))
    if not held and len(fragments) == 1 and len(now.identities) == 1 + len(fragments[0].linked):
        writes.met_often(now, properties, fragments[0])
        return
    keeper = next((state.id for state in held if state.id == now.id), held[0].id if held else None)
    for state in held:
        if keeper is not None and state.id != keeper:
            writes.absorb(keeper, state.id)
            result.merged.add(now.id)
    writes.person(properties, keeper, alone=not held)
    for key in now.identities:
        if key not in before.identities:
            writes.new_identity(now, key, now.id)
        elif now.differs(before, key):
            writes.identity(now, key)
    for name in sorted(touched):
        fragment = now.fragments[name]
        writes.fragment(fragment, known=name in before.fragments)
        for pair in linked((fragment.primary, *fragment.linked)):
            seen = fragment.linked[pair[1]]
            writes.links.add(*pair, (seen[0], seen[-1]), fragment.dataset)
    if held:
        writes.old_scores(now.id)
    writes.scores(now.id, fragments)
