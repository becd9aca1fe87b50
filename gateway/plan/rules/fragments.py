"""What is worked out of a person's fragments when the answer is shaped, rather than read from the person."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from gateway.domain.xdm import PERSON_PATHS
from gateway.errors import bad_input
from gateway.plan import kinds
from gateway.plan.draft import Draft, LevelDraft
from gateway.plan.reads import Direction, Path, Provenance, Structure
from gateway.plan.rules.object_fields import FieldRule, plan_object, snake
from gateway.plan.rules.paging import MAX_PAGE
from gateway.plan.selection import TYPENAME_FIELD, Selected
from gateway.plan.tree import (
    Constant,
    Leaf,
    Origins,
    Outline,
    OutlineField,
    Rows,
    Shape,
    Single,
    Step,
    Window,
    Worked,
)
from graph_schema.model import Kind

IDENTITIES = Path("IDENTIFIES", Direction.IN, ("Identity",))
FRAGMENTS = Path("KEYED_BY", Direction.IN, ("Fragment",))
_ENOUGH = Window((), str(MAX_PAGE + 1))
_COLUMNS = ("path", "value", "dataset", "observedAt", "identity")
"""What a row of provenance holds: the last is the row of the identity."""


def plan_provenance(draft: Draft, level: LevelDraft, field: Selected, special: Mapping[object, FieldRule]) -> Shape:
    """The shape of a person's provenance: the fragments are read with whatever is asked of their identities."""
    reads: Provenance = field.reads
    variable = level.child_variable(snake(field.name))
    paths = draft.parameter(f"{variable}_{reads.argument}", field.site, (reads.argument,), _known_paths)
    identities = fragments_below(variable)
    ((type_name, fields),) = field.children.items()
    shapes = {each.key: _column(draft, identities, each, special) for each in sorted(fields, key=lambda one: one.name)}
    outline = Outline(type_name, tuple(OutlineField(each.key, shapes[each.key], each.required) for each in fields))
    at = level.slot(Rows(identities.level(Step(level.variable, IDENTITIES), window=_ENOUGH)))
    return Worked(at, Origins(paths), outline, MAX_PAGE)


def fragments_below(variable: str) -> LevelDraft:
    """A level of a person's identities; a row begins with namespace, value and the fragments, each [dataset, body]."""
    identities = LevelDraft(variable, "Identity", IDENTITIES.relationship)
    for name in ("namespace", "value"):
        identities.slot(kinds.of_node("Identity", name))
    fragments = LevelDraft(identities.child_variable("fragments"), "Fragment", FRAGMENTS.relationship)
    for name in ("dataset", "body"):
        fragments.slot(kinds.of_node("Fragment", name))
    identities.slot(Rows(fragments.level(Step(identities.variable, FRAGMENTS), window=_ENOUGH)))
    return identities


def _column(draft: Draft, identities: LevelDraft, field: Selected, special: Mapping[object, FieldRule]) -> Shape:
    if field.name == TYPENAME_FIELD:
        return Constant(field.parent)
    if field.reads is Structure.END:
        ((type_name, fields),) = field.children.items()
        return Single(_COLUMNS.index(field.name), plan_object(draft, identities, type_name, fields, special))
    return Leaf(_COLUMNS.index(field.reads.key), Kind.STRING)


def _known_paths(paths: list[str] | None) -> list[str] | None:
    for path in paths or ():
        if path not in PERSON_PATHS:
            (near, *_) = [*get_close_matches(path, PERSON_PATHS, n=1), "person.name.fullName"]
            raise bad_input(
                f"No value of a person has the path {path!r}.",
                f"The paths are those of @xdm in the schema, such as {near}.",
            )
    return paths
