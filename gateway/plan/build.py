"""A selected root field becomes a `Plan`: one statement to write, parameters to bind, an answer to shape."""

from __future__ import annotations

from gateway.plan.draft import Draft, LevelDraft
from gateway.plan.keeping import keeping_of
from gateway.plan.reads import AnyNode, Calculated, EachNode, Every, Lookup, LookupEach, Roots, Search
from gateway.plan.rules.calculations import plan_calculated
from gateway.plan.rules.ids import with_ids
from gateway.plan.rules.lists import plan_every, plan_roots
from gateway.plan.rules.lookups import plan_each_node, plan_lookup, plan_lookup_each, plan_node
from gateway.plan.rules.object_fields import FieldRule
from gateway.plan.rules.search import plan_search
from gateway.plan.selection import TYPENAME_FIELD, Selected, refusals_told_of
from gateway.plan.tree import AS_STORED, Constant, Folding, OutlineField, Plan, Shape

RULES: dict[type, FieldRule] = {
    AnyNode: plan_node,
    Calculated: plan_calculated,
    EachNode: plan_each_node,
    Every: plan_every,
    Lookup: plan_lookup,
    LookupEach: plan_lookup_each,
    Roots: plan_roots,
    Search: plan_search,
}


def build_plan(field: Selected, folding: Folding = AS_STORED) -> Plan:
    """The plan of one root field. Raises `GatewayError` for arguments that the contract refuses."""
    draft = Draft(folding)
    around = LevelDraft("", "")
    if field.name == TYPENAME_FIELD:
        shape: Shape = Constant(field.parent)
    else:
        with refusals_told_of(field):
            shape = RULES[type(field.reads)](draft, around, field)
    keeping = keeping_of(field)
    return Plan(
        slots=with_ids(around.slots) if keeping else tuple(around.slots),
        outline=OutlineField(field.key, shape, field.required, field.items_required),
        parameters=tuple(sorted(draft.parameters.values(), key=lambda parameter: parameter.name)),
        pages=tuple(draft.pages),
        scopes=tuple(draft.scopes),
        identities=tuple(draft.identities),
        keeping=keeping,
    )
