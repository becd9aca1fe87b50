"""Limits of a document, checked before anything of it is validated or planned.

Goes in: a parsed document. Comes out: nothing, or LIMIT_EXCEEDED. Every fragment is measured once, so the work
grows with the document and not with what its fragments expand to: thirty fragments that each spread the next one
twice are thirty measurements, although they stand for a billion fields.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
)

from gateway.errors import limit_exceeded

_NESTINGS_PER_LEVEL = 5
"""Fragments within fragments go down without adding a level; past so many they are no longer about reuse."""
_ASKED_AT_MOST = 10**15
"""Larger numbers are told as this: JavaScript clients read whole numbers exactly up to 2**53."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How far a selection reaches once every fragment is written out."""

    depth: int = 0
    nesting: int = 0
    """Depth with fragments counted as levels."""
    aliases: int = 0
    fields: int = 0
    root_fields: int = 0
    """Fields of the outermost level, counted with repetitions."""

    def beside(self, other: Extent) -> Extent:
        """Both in one selection set."""
        return Extent(
            depth=max(self.depth, other.depth),
            nesting=max(self.nesting, other.nesting),
            aliases=self.aliases + other.aliases,
            fields=self.fields + other.fields,
            root_fields=self.root_fields + other.root_fields,
        )


_NOTHING = Extent()
Measured = Mapping[str, Extent]


def check_limits(
    document: DocumentNode, *, max_depth: int, max_aliases: int, max_root_fields: int, max_fields: int = 5_000
) -> None:
    """Raise LIMIT_EXCEEDED for the first operation with too many levels, aliases, root fields or fields in all.

    Bears what validation would refuse: unknown fragments and those in a circle of fragments count nothing.
    """
    measured = measure_fragments(document)
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode):
            extent = extent_of(definition.selection_set, measured)
            _check("Levels of the selection", max_depth, extent.depth)
            _check("Levels and fragments within each other", max_depth * _NESTINGS_PER_LEVEL, extent.nesting)
            _check("Aliases in the operation", max_aliases, extent.aliases)
            _check("Root fields in the operation", max_root_fields, extent.root_fields)
            _check("Fields in the operation, with its fragments written out", max_fields, extent.fields)


def measure_fragments(document: DocumentNode) -> Measured:
    """The extent of every fragment by name, each measured once, after those it spreads."""
    fragments = {
        definition.name.value: definition.selection_set
        for definition in document.definitions
        if isinstance(definition, FragmentDefinitionNode)
    }
    order = TopologicalSorter({name: set(spreads(body)) for name, body in fragments.items()})
    with suppress(CycleError):  # those outside the circle still come out in order
        order.prepare()
    measured: dict[str, Extent] = {}
    while ready := order.get_ready():
        for name in ready:
            measured[name] = extent_of(fragments.get(name), measured)
        order.done(*ready)
    return measured


def extent_of(selection_set: SelectionSetNode | None, measured: Measured) -> Extent:
    """The extent of what stands between two braces; nothing where there are none."""
    extent = _NOTHING
    for selection in selection_set.selections if selection_set else ():
        extent = extent.beside(_extent_of_one(selection, measured))
    return extent


def _extent_of_one(selection: SelectionNode, measured: Measured) -> Extent:
    if isinstance(selection, FragmentSpreadNode):
        spread = measured.get(selection.name.value, _NOTHING)
        return replace(spread, nesting=spread.nesting + 1)
    if isinstance(selection, InlineFragmentNode):
        inline = extent_of(selection.selection_set, measured)
        return replace(inline, nesting=inline.nesting + 1)
    assert isinstance(selection, FieldNode)
    below = extent_of(selection.selection_set, measured)
    return Extent(
        depth=below.depth + 1,
        nesting=below.nesting + 1,
        aliases=below.aliases + (selection.alias is not None),
        fields=below.fields + 1,
        root_fields=1,
    )


def spreads(selection_set: SelectionSetNode | None) -> Iterator[str]:
    """Names of the fragments spread anywhere below."""
    for selection in selection_set.selections if selection_set else ():
        if isinstance(selection, FragmentSpreadNode):
            yield selection.name.value
        elif isinstance(selection, FieldNode | InlineFragmentNode):
            yield from spreads(selection.selection_set)


def _check(what: str, limit: int, found: int) -> None:
    if found > limit:
        raise limit_exceeded(what, limit, min(found, _ASKED_AT_MOST))
