"""Root fields that name what they want: by identity, id, key or name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gateway.domain.ids import identity_of_person, label_of
from gateway.errors import bad_input, limit_exceeded
from gateway.plan.draft import Draft, LevelDraft
from gateway.plan.reads import AnyNode, Lookup, LookupEach
from gateway.plan.rules.identities import identity_key
from gateway.plan.rules.lists import SPECIAL
from gateway.plan.rules.object_fields import plan_object, snake
from gateway.plan.selection import Selected
from gateway.plan.tree import Constant, Rows, Seek, SeekEach, SeekIdentity, Shape, Single, Slots, Source

MAX_LOOKUPS = 100


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
    """The shape of whatever an id names: the id says which kind it is of."""
    kinds: AnyNode = field.reads
    label = label_of(field.arguments["id"])
    if label is None or label not in dict(kinds.labels):
        return Constant(None)
    return _single(draft, level, field, label, "id", "id")


def plan_lookup_each(draft: Draft, level: LevelDraft, field: Selected) -> Shape:
    """The shape of a list with a place for each identity asked for."""
    each: LookupEach = field.reads
    variable = level.child_variable(snake(field.name))
    parameter = draft.parameter(f"{variable}_{each.argument}", field.site, (each.argument,), identity_keys)
    draft.identities.append((field.site, each.argument))
    below = LevelDraft(variable, each.label)
    ((type_name, fields),) = field.children.items()
    outline = plan_object(draft, below, type_name, fields, SPECIAL)
    return Slots(level.slot(Rows(below.level(SeekEach(parameter)))), outline)


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
    outline = plan_object(draft, below, label, field.children[label], SPECIAL)
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
    return Seek(label, key, parameter)


def _id_of(label: str) -> Callable[[str], Any]:
    def encode(public: str) -> str | None:
        """The id as stored; null, which finds nothing, where it is malformed or of another kind."""
        if label_of(public) != label:
            return None
        return identity_of_person(public) if label == "Person" else public

    return encode
