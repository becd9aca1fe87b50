"""What a batch touches, in tags: everything whose answers it makes out of date.

A change of a thing is also a change of the lists that lead to it, which may be filtered and ordered by what it says;
where there are too many of them to be named, every list along that relationship is touched.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from gateway.cypher.statement import Statement
from gateway.domain.tags import STEPS, tag_of, tag_of_lists, tag_of_step
from gateway.store.database import Transaction

_MOST_NEIGHBOURS = 1_000
_AROUND = f"""
UNWIND $ids AS id
MATCH (thing:{{label}} {{{{id: id}}}})
CALL (thing) {{{{
  MATCH (thing)-[step:{"|".join(sorted(STEPS))}]-(other)
  WITH type(step) AS step, other.id AS other LIMIT {_MOST_NEIGHBOURS + 1}
  RETURN collect([step, other]) AS around
}}}}
RETURN collect([id, around])
"""


def touch(transaction: Transaction, ids: Iterable[str]) -> None:
    """Things, or identities, changed."""
    if transaction.touched is not None:
        transaction.touched.update(map(tag_of, ids))


def touch_step(transaction: Transaction, relationship: str, ends: Iterable[str]) -> None:
    """What a relationship leads to from things, by id, changed."""
    if transaction.touched is not None:
        transaction.touched.update(tag_of_step(each, relationship) for each in ends)


async def touch_around(transaction: Transaction, label: str, ids: Collection[str]) -> None:
    """Things of a label changed, or are about to go: they, and the lists that lead to them."""
    if transaction.touched is None or not ids:
        return
    touch(transaction, ids)
    text = _AROUND.format(label=label)
    for each in (await transaction.run(Statement(text, {"ids": sorted(ids)})))[0][0]:
        _, around = each
        if len(around) > _MOST_NEIGHBOURS:
            transaction.touched.update(map(tag_of_lists, STEPS))
        else:
            transaction.touched.update(tag_of_step(other, step) for step, other in around)
