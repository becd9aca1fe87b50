"""The second reading by itself: it knows every field that may be asked for below the root fields that it answers."""

from __future__ import annotations

from typing import Any

from graphql import get_named_type, is_composite_type, is_required_argument, parse

from tests.reading.operations import IDS
from tests.reading.reading import SCHEMA, Reading
from tests.reading.samples import samples
from tests.reading.world import read_world
from tests.reading.worlds import NOW, worlds

LEVELS = 3
"""From a thing to a thing over the edge of a connection, and what that is made of."""
KINDS = ("Person", "Identity", "Account", "Opportunity", "Campaign", "Segment", "Event")


def everything(kind: Any, levels: int) -> str:
    """A selection of every field of a type that needs no argument, down to a number of levels."""
    written = ["__typename"]
    if hasattr(kind, "types"):
        return " ".join([*written, *(f"... on {each.name} {{ id }}" for each in kind.types)])
    for name, each in kind.fields.items():
        inner = get_named_type(each.type)
        if any(is_required_argument(argument) for argument in each.args.values()):
            continue
        if not is_composite_type(inner):
            written.append(name)
        elif levels:
            written.append(f"{name} {{ {everything(inner, levels - 1)} }}")
    return " ".join(written)


def test_the_second_reading_knows_every_field() -> None:
    for records in samples(worlds(), 2, 0):
        reading = Reading(read_world(records), NOW)
        for kind in KINDS:
            asked = f"... on {kind} {{ {everything(SCHEMA.type_map[kind], LEVELS)} }}"
            answer = reading.answer(parse(f"query($ids: [ID!]!) {{ nodes(ids: $ids) {{ {asked} }} }}"), {"ids": IDS})
            assert answer.errors == []
