"""Folding: a person's values worked out of its fragments when they are read, by a policy that they are not stored by.

The level of such a person reads the fragments beside whatever else is asked for, and its row has places for the values,
which shaping fills. Nothing else of the plan differs, so what hangs on the person is read by the same statement.
"""

from __future__ import annotations

from gateway.domain.merge_policies import MergePolicy, Stitching
from gateway.plan import kinds
from gateway.plan.draft import Draft, LevelDraft
from gateway.plan.reads import Direction, Path
from gateway.plan.rules.paging import MAX_PAGE
from gateway.plan.tree import (
    AnyOf,
    Asked,
    Filled,
    Fold,
    Folding,
    OfAsked,
    Owner,
    Predicate,
    Present,
    Rows,
    Source,
    Step,
    Stored,
    Window,
)

IDENTITIES = Path("IDENTIFIES", Direction.IN, ("Identity",))
FRAGMENTS = Path("KEYED_BY", Direction.IN, ("Fragment",))
ENOUGH = Window((), str(MAX_PAGE + 1))


def folding_by(policy: MergePolicy) -> Folding:
    """Which people have to be folded for answers by a policy."""
    return Folding(
        everybody=not (policy.is_default and policy.is_stored), asked_alone=policy.stitching is Stitching.NONE
    )


def is_folded(draft: Draft, level: LevelDraft) -> bool:
    """Whether the values of the level's person are folded when they are read."""
    return draft.folding.everybody or level.asked is not None


def find_fragments(level: LevelDraft) -> None:
    """Read what the values of the level's person are folded from."""
    if level.fragments_at is None:
        variable = level.child_variable("folded")
        identities = identities_with_fragments(variable)
        for name in ("first_seen_at", "last_seen_at"):
            identities.slot(kinds.of_node("Identity", name))
        rows = Rows(identities.level(counted_identities(level), window=ENOUGH))
        level.fragments_at = level.slot(rows)


def counted_identities(level: LevelDraft) -> Source:
    """The identities of the level's person whose fragments count."""
    return led(level, IDENTITIES)


def alone(level: LevelDraft, path: Path) -> Predicate | None:
    """What must hold of what a path leads to from a person whose identities are not joined; None where anything may.

    Events are those seen under the identity asked by, relations those told of it, and links there are none.
    """
    if level.asked is None or path.relationship == IDENTITIES.relationship:
        return None
    if path.relationship == "LINKED":
        return AnyOf(())
    return OfAsked("seen_under" if path.relationship == "PERFORMED" else "told_of", level.asked)


def led(level: LevelDraft, path: Path) -> Source:
    """The step along a path: of identities that are not joined only the one asked by is there."""
    if level.asked is not None and path == IDENTITIES:
        return Asked(level.asked)
    return Step(level.variable, path)


def identities_with_fragments(variable: str) -> LevelDraft:
    """A level of identities; a row begins with namespace, value and the fragments, each [dataset, body]."""
    identities = LevelDraft(variable, "Identity", IDENTITIES.relationship)
    for name in ("namespace", "value"):
        identities.slot(kinds.of_node("Identity", name))
    fragments = LevelDraft(identities.child_variable("fragments"), "Fragment", FRAGMENTS.relationship)
    for name in ("dataset", "body"):
        fragments.slot(kinds.of_node("Fragment", name))
    identities.slot(Rows(fragments.level(Step(identities.variable, FRAGMENTS), window=ENOUGH)))
    return identities


def placed(level: LevelDraft, value: Stored | Present) -> Stored | Present | Filled:
    """The value as it is read, or a place for it where it is folded."""
    of_the_person = isinstance(value, Present) or (value.owner is Owner.NODE and value.name != "id")
    return Filled(value) if level.fragments_at is not None and of_the_person else value


def fold_of(level: LevelDraft) -> Fold | None:
    """How the places of the level's rows are filled."""
    if level.fragments_at is None:
        return None
    places = tuple((at, slot.of) for at, slot in enumerate(level.slots) if isinstance(slot, Filled))
    return Fold(level.fragments_at, places, MAX_PAGE)
