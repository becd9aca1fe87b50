"""The clause that reaches a level: MATCH with its pattern and everything that must hold of it."""

from __future__ import annotations

from gateway.cypher.predicates import Names, condition, conjunction, hop, identity, named, visible
from gateway.plan.tree import (
    Asked,
    Cast,
    Places,
    Predicate,
    Scan,
    Search,
    Seek,
    SeekAt,
    SeekIdentity,
    Source,
    Start,
    Step,
    Walk,
)


def reach(
    variable: str, source: Source, where: Predicate | None, *also: str | None, hint: str | None = None
) -> list[str]:
    """The lines that bind `variable` to each node of the source for which everything holds."""
    names = named(variable)
    seen = visible(source.path, names) if isinstance(source, Step | Walk) else None
    near = f"{names.edge}.{source.near} = {source.origin}.id" if isinstance(source, Walk) else None
    tests = conjunction(near, seen, condition(where, names) if where is not None else None, *also)
    if isinstance(source, Cast):
        return [f"WITH {source.origin} AS {variable} WHERE {conjunction(f'{variable}:{source.label}', tests)}"]
    if isinstance(source, Start):
        return [f"WITH {'endNode' if source.finish else 'startNode'}({source.origin}_edge) AS {variable}"]
    if isinstance(source, Places):
        return [f"UNWIND range(0, size(${source.parameter}) - 1) AS {variable}"]
    if (isinstance(source, Seek) and source.other_key) or (isinstance(source, SeekAt) and source.by_any_key):
        return _by_any_key(variable, source)
    lines = _found(source, names) if isinstance(source, Search) else [f"MATCH {_pattern(variable, source)}"]
    lines += [hint] if hint else []
    return [*lines, f"WHERE {tests}"] if tests else lines


def _found(search: Search, names: Names) -> list[str]:
    index, found = f"{names.node}_index", f"node AS {names.node}, score AS {names.score}"
    return [
        f"UNWIND ${search.indexes} AS {index}",
        f"CALL db.index.fulltext.queryNodes({index}, ${search.text}) YIELD {found}",
    ]


def _by_any_key(variable: str, source: Seek | SeekAt) -> list[str]:
    """A thing by its own key or id, or by another key of it: two seeks, of which one finds nothing."""
    own = _pattern(variable, source)
    if isinstance(source, SeekAt):
        scope, other = source.origin, f"${source.parameter}[{source.origin}]"
    else:
        scope, other = "", f"${source.other_key}"
    return [
        f"CALL ({scope}) {{",
        f"  MATCH {own} RETURN {variable}",
        "  UNION ALL",
        f"  MATCH (:SourceKey {{id: {other}}})-[:KEY_OF]->({variable}:{source.label}) RETURN {variable}",
        "}",
    ]


def _pattern(variable: str, source: Source) -> str:
    match source:
        case Seek():
            return f"({variable}:{source.label} {{{source.property}: ${source.parameter}}})"
        case SeekIdentity():
            return f"{identity('', source)}-[:{_names_whom(source)}]->({variable}:Person)"
        case Asked():
            return identity(variable, source.by)
        case SeekAt() if source.identity or source.label == "Person":
            return f"{identity('', source)}-[:{_names_whom(source)}]->({variable}:Person)"
        case SeekAt():
            return f"({variable}:{source.label} {{id: ${source.parameter}[{source.origin}]}})"
        case Scan():
            return f"({variable}:{source.label})"
        case Step():
            return hop(source.origin, source.path, named(variable))
        case Walk():
            # Neither the node above nor a label: the index of the relationships is then the only way in.
            return hop("", source.path, named(variable), label=False)
        case _:
            raise AssertionError(source)


def _names_whom(source: SeekIdentity | SeekAt) -> str:
    """An identity names whose it is; the id of one also whose it was, since their id may have been taken from it."""
    by_key = source.identity if isinstance(source, SeekAt) else len(source.parameters) == 2
    return "IDENTIFIES" if by_key else "IDENTIFIES|FORMERLY_OF"
