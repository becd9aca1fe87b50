"""Root fields that name what they want: by identity, id, key or name."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from gateway.domain.ids import identity_of_person, label_of, public_id
from gateway.errors import bad_input, limit_exceeded
from gateway.plan.draft import Draft, LevelDraft
from gateway.plan.reads import AnyNode, EachNode, Lookup, LookupEach
from gateway.plan.rules.identities import identity_key
from gateway.plan.rules.lists import SPECIAL
from gateway.plan.rules.object_fields import plan_object, snake
from gateway.plan.selection import Selected
from gateway.plan.tree import Chosen, Constant, Places, Rows, Seek, SeekAt, SeekIdentity, Shape, Single, Slots, Source

MAX_LOOKUPS = 100
_WITH_KEYS = ("Account", "Opportunity")
"""Labels whose things may have several keys. The id of a thing is derived from its key, so an id stands for any."""


def plan_lookup(draft: Draft, level: LevelDraft, field: Selected) -> Shape:
    """The shape of the one thing that exactly one argument names."""
    lookup: Lookup = field.reads
    given = [(argument, key) for argument, key in lookup.keys if field.arguments.get(argument) is not None]
    if len(given) != 1:
        allowed = " and ".join(argument for argument, _ in lookup.keys)
        found = " and ".join(argument for argument, _ in given) or "none"
        raise bad_input(f"{field.name} takes exactly one of {allowed}; {found} given.", "Give one of them.")
    ((argument, key),) = given
    return _single(draft, level, field, lookup.label, argument, key)


def plan_node(draft: Draft, level: LevelDraft, field: Selected) -> Shape:
    """The shape of whatever an id names: the id says which kind it is of.

    What is asked of the other kinds is planned too, and dropped: a wrong argument is refused whatever the id names.
    """
    kinds: AnyNode = field.reads
    named = label_of(field.arguments["id"])
    shape: Shape = Constant(None)
    for label, _ in kinds.labels:
        if label == named:
            shape = _single(draft, level, field, label, "id", "id")
        elif field.children[label]:
            unread = LevelDraft(snake(label), label)
            plan_object(draft, unread, label, field.children[label], SPECIAL)
    return shape


def plan_lookup_each(draft: Draft, level: LevelDraft, field: Selected) -> Shape:
    """The shape of a list with a place for each identity asked for."""
    each: LookupEach = field.reads
    variable = level.child_variable(snake(field.name))
    parameter = draft.parameter(f"{variable}_{each.argument}", field.site, (each.argument,), identity_keys)
    draft.identities.append((field.site, each.argument))
    places = LevelDraft(variable, "")
    found = LevelDraft(places.child_variable(each.label.lower()), each.label)
    source = SeekAt(variable, each.label, parameter, identity=True)
    if draft.folding.asked_alone:
        found.asked = source
    ((type_name, fields),) = field.children.items()
    outline = plan_object(draft, found, type_name, fields, SPECIAL)
    at = places.slot(Rows(found.level(source)))
    return Slots(level.slot(Rows(places.level(Places(parameter)))), Single(at, outline))


def plan_each_node(draft: Draft, level: LevelDraft, field: Selected) -> Shape:
    """The shape of a list with a place for each id asked for, whatever kind it is of."""
    each: EachNode = field.reads
    variable = level.child_variable(snake(field.name))
    asked = draft.parameter(f"{variable}_{each.argument}", field.site, (each.argument,), _at_most_lookups)
    places = LevelDraft(variable, "")
    options = []
    for label, type_name in each.labels:
        name = f"{variable}_{label.lower()}_ids"
        parameter = draft.parameter(name, field.site, (each.argument,), _ids_of(label))
        found = LevelDraft(places.child_variable(label.lower()), label)
        outline = plan_object(draft, found, type_name, field.children[type_name], SPECIAL)
        options.append(
            (
                places.slot(Rows(found.level(SeekAt(variable, label, parameter, by_any_key=label in _WITH_KEYS)))),
                outline,
            )
        )
    return Slots(level.slot(Rows(places.level(Places(asked)))), Chosen(tuple(options)))


def _at_most_lookups(ids: list[str]) -> list[str]:
    if len(ids) > MAX_LOOKUPS:
        raise limit_exceeded("Ids in one lookup", MAX_LOOKUPS, len(ids))
    return ids


def identity_keys(identities: list[dict[str, str]]) -> list[list[str]]:
    """The keys of 1 to 100 identities; LIMIT_EXCEEDED for more."""
    if len(identities) > MAX_LOOKUPS:
        raise limit_exceeded("Identities in one lookup", MAX_LOOKUPS, len(identities))
    return [list(identity_key(each)) for each in identities]


def _single(draft: Draft, level: LevelDraft, field: Selected, label: str, argument: str, key: str) -> Shape:
    variable = level.child_variable(label.lower())
    source = _source(draft, variable, field.site, label, argument, key)
    if isinstance(source, SeekIdentity) and len(source.parameters) == 2:
        draft.identities.append((field.site, argument))
    below = LevelDraft(variable, label)
    if draft.folding.asked_alone and isinstance(source, SeekIdentity):
        below.asked = source
    type_name = label if label in field.children else next(iter(field.children))
    outline = plan_object(draft, below, type_name, field.children[type_name], SPECIAL)
    return Single(level.slot(Rows(below.level(source))), outline)


def _source(draft: Draft, variable: str, site: int, label: str, argument: str, key: str) -> Source:
    if key == "identity":
        namespace = draft.parameter(
            f"{variable}_namespace", site, (argument,), lambda identity: identity_key(identity)[0]
        )
        value = draft.parameter(f"{variable}_value", site, (argument,), lambda identity: identity_key(identity)[1])
        return SeekIdentity((namespace, value))
    encode = _id_of(label) if key == "id" else None
    parameter = draft.parameter(f"{variable}_{argument}", site, (argument,), encode)
    if key == "id" and label == "Person":
        return SeekIdentity((parameter,))
    if label not in _WITH_KEYS:
        return Seek(label, key, parameter)
    other_key = parameter
    if key != "id":
        other_key = draft.parameter(f"{parameter}_id", site, (argument,), partial(public_id, label))
    return Seek(label, key, parameter, other_key)


def _ids_of(label: str) -> Callable[[list[str]], list[Any]]:
    encode = _id_of(label)
    return lambda ids: [encode(each) for each in ids]


def _id_of(label: str) -> Callable[[str], Any]:
    def encode(public: str) -> str | None:
        """The id as stored; null, which finds nothing, where it is malformed or of another kind."""
        if label_of(public) != label:
            return None
        return identity_of_person(public) if label == "Person" else public

    return encode
