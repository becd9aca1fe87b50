"""Lists that are worked out of a person's fragments when the answer is shaped: provenance, and folded scores."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from gateway.domain.xdm import PERSON_PATHS
from gateway.errors import bad_input
from gateway.plan.draft import Draft, LevelDraft
from gateway.plan.reads import Provenance, Structure
from gateway.plan.rules.folding import ENOUGH, counted_identities, identities_with_fragments
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
    Scores,
    Shape,
    Single,
    Stored,
    Worked,
)
from graph_schema.model import Kind

_COLUMNS = ("path", "value", "dataset", "observedAt", "identity")
"""What a row of provenance holds: the last is the row of the identity."""


def plan_provenance(draft: Draft, level: LevelDraft, field: Selected, special: Mapping[object, FieldRule]) -> Shape:
    """The shape of a person's provenance: the fragments are read with whatever is asked of their identities."""
    reads: Provenance = field.reads
    variable = level.child_variable(snake(field.name))
    paths = draft.parameter(f"{variable}_{reads.argument}", field.site, (reads.argument,), _known_paths)
    identities = identities_with_fragments(variable)
    ((type_name, fields),) = field.children.items()
    shapes = {each.key: _column(draft, identities, each, special) for each in sorted(fields, key=lambda one: one.name)}
    outline = Outline(type_name, tuple(OutlineField(each.key, shapes[each.key], each.required) for each in fields))
    at = level.slot(Rows(identities.level(counted_identities(level), window=ENOUGH)))
    return Worked(at, Origins(paths), outline, MAX_PAGE)


def plan_folded_scores(
    draft: Draft, level: LevelDraft, field: Selected, models: str | None, special: Mapping[object, FieldRule]
) -> Shape:
    """The shape of the scores of a person whose values are folded; the parameter `models` lists those wanted."""
    assert level.fragments_at is not None
    ((type_name, fields),) = field.children.items()
    score = LevelDraft("", "Score")
    outline = plan_object(draft, score, type_name, fields, special)
    columns = tuple(slot for slot in score.slots if isinstance(slot, Stored))
    return Worked(level.fragments_at, Scores(columns, models), outline, MAX_PAGE)


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
