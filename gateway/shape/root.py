"""A root field with everything that is made once and kept: plan, statement text and shaping function."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import blake2b

import orjson
from graphql import FragmentDefinitionNode, GraphQLSchema
from graphql.execution.values import VariableValues

from gateway.cypher.share import Shared, share, share_alike
from gateway.cypher.write import write_statement
from gateway.plan.bind import Binder, Bound
from gateway.plan.build import build_plan
from gateway.plan.keeping import Keeping
from gateway.plan.operation import RootField
from gateway.plan.selection import Selector
from gateway.plan.tree import AS_STORED, Folding, Places, Plan, Rows, Seek, SeekIdentity
from gateway.shape.compile import Shaper, compile_field
from gateway.shape.tags import Tagger, compile_tags

_LOOKUPS = (Seek, SeekIdentity, Places)


@dataclass(frozen=True)
class Root:
    """One root field, ready to be bound, run and shaped any number of times."""

    key: str
    plan: Plan
    text: str
    shaper: Shaper
    binder: Binder

    def cache_key(self, bound: Bound) -> str:
        """Equal for requests with equal answers, as long as nothing is written."""
        values = orjson.dumps([bound.varying, bound.pages], option=orjson.OPT_SORT_KEYS)
        policy = f"{bound.policy.id}:{bound.policy.version}"
        return f"{policy}:{self._digest}:{blake2b(values, digest_size=16).hexdigest()}"

    @cached_property
    def tags(self) -> Tagger:
        """The function from a row, and the parameters it was asked with, to the tags of the answer."""
        return compile_tags(self.plan.slots)

    @cached_property
    def statement(self) -> Shared:
        """The text to run, alone or for others that wait too: lookups with other values, and all that ask the same."""
        if not all(isinstance(slot, Rows) and isinstance(slot.level.source, _LOOKUPS) for slot in self.plan.slots):
            return share_alike(self.text)
        columns = [slot.name for slot in self.plan.slots if isinstance(slot, Rows)]
        return share(self.text, columns, self.binder.constants)

    @cached_property
    def uses_now(self) -> bool:
        """Whether the statement asks what time it is."""
        return "$now" in self.text

    @cached_property
    def keeping(self) -> Keeping | None:
        """For how long the answer may be kept; never older than that where it depends on what time it is."""
        keeping = self.plan.keeping
        return replace(keeping, stale_s=0) if keeping is not None and self.uses_now else keeping

    @cached_property
    def _digest(self) -> str:
        constant = orjson.dumps(self.binder.constants, option=orjson.OPT_SORT_KEYS)
        made_of = f"{self.text}\0{self.plan.outline!r}\0".encode() + constant
        return blake2b(made_of, digest_size=16).hexdigest()


def compile_root(
    schema: GraphQLSchema,
    fragments: Mapping[str, FragmentDefinitionNode],
    variables: VariableValues,
    field: RootField,
    folding: Folding = AS_STORED,
    *,
    tagged: bool = False,
) -> Root:
    """A root field planned, written and compiled. Raises `GatewayError` for arguments the contract refuses."""
    assert schema.query_type is not None
    selector = Selector(schema, fragments, variables)
    selected = selector.field(schema.query_type, field.key, field.nodes)
    plan = build_plan(selected, folding)
    text = write_statement(plan) if plan.slots else ""
    return Root(field.key, plan, text, compile_field(plan.outline, tagged=tagged), Binder(plan, selector.sites))
