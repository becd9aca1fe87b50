"""The clause that reaches a level: MATCH with its pattern and everything that must hold of it."""

from __future__ import annotations

from gateway.cypher.predicates import Names, condition, conjunction, hop, named, visible
from gateway.plan.tree import Cast, Places, Predicate, Scan, Search, Seek, SeekAt, SeekIdentity, Source, Start, Step


def reach(variable: str, source: Source, where: Predicate | None, *also: str | None) -> list[str]:
    """The lines that bind `variable` to each node of the source for which everything holds."""
    names = named(variable)
    seen = visible(source.path, names) if isinstance(source, Step) else None
    tests = conjunction(seen, condition(where, names) if where is not None else None, *also)
    if isinstance(source, Cast):
        return [f"WITH {source.origin} AS {variable} WHERE {conjunction(f'{variable}:{source.label}', tests)}"]
    if isinstance(source, Start):
        return [f"WITH startNode({source.origin}_edge) AS {variable}"]
    if isinstance(source, Places):
        return [f"UNWIND range(0, size(${source.parameter}) - 1) AS {variable}"]
    lines = _found(source, names) if isinstance(source, Search) else [f"MATCH {_pattern(variable, source)}"]
    return [*lines, f"WHERE {tests}"] if tests else lines


def _found(search: Search, names: Names) -> list[str]:
    index, found = f"{names.node}_index", f"node AS {names.node}, score AS {names.score}"
    return [
        f"UNWIND ${search.indexes} AS {index}",
        f"CALL db.index.fulltext.queryNodes({index}, ${search.text}) YIELD {found}",
    ]


def _pattern(variable: str, source: Source) -> str:
    match source:
        case Seek():
            return f"({variable}:{source.label} {{{source.property}: ${source.parameter}}})"
        case SeekIdentity(parameters=(identity,)):
            return f"(:Identity {{id: ${identity}}})-[:IDENTIFIES]->({variable}:Person)"
        case SeekIdentity(parameters=(namespace, value)):
            return f"(:Identity {{namespace: ${namespace}, value: ${value}}})-[:IDENTIFIES]->({variable}:Person)"
        case SeekAt(identity=True):
            wanted = f"${source.parameter}[{source.origin}]"
            return f"(:Identity {{namespace: {wanted}[0], value: {wanted}[1]}})-[:IDENTIFIES]->({variable}:Person)"
        case SeekAt(label="Person"):
            return f"(:Identity {{id: ${source.parameter}[{source.origin}]}})-[:IDENTIFIES]->({variable}:Person)"
        case SeekAt():
            return f"({variable}:{source.label} {{id: ${source.parameter}[{source.origin}]}})"
        case Scan():
            return f"({variable}:{source.label})"
        case Step():
            return hop(source.origin, source.path, named(variable))
        case _:
            raise AssertionError(source)
