"""Search: what an agent types, and what it finds."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

import strawberry

from gateway.plan.reads import Structure
from gateway.schema.account import Account
from gateway.schema.opportunity import Opportunity
from gateway.schema.paging import PageInfo, cursor, edges, end, nodes, page_info
from gateway.schema.person import Person
from gateway.schema.vocabulary import reads


@strawberry.enum(description="What a search looks for.")
class SearchType(Enum):
    PERSON = strawberry.enum_value("PERSON", description="People.")
    ACCOUNT = strawberry.enum_value("ACCOUNT", description="Accounts.")
    OPPORTUNITY = strawberry.enum_value("OPPORTUNITY", description="Deals.")


LABELS = (("PERSON", "Person"), ("ACCOUNT", "Account"), ("OPPORTUNITY", "Opportunity"))
"""The label that each type is found under."""
EVERYTHING = [SearchType.PERSON, SearchType.ACCOUNT, SearchType.OPPORTUNITY]

SearchResult = Annotated[
    Person | Account | Opportunity, strawberry.union("SearchResult", description="What a search finds.")
]
SearchText = Annotated[
    str,
    strawberry.argument(
        description="What to look for, up to 200 characters. Every word of it has to be found; accents and case do not "
        "matter, and of a word of four letters or more one may be wrong."
    ),
]
SearchTypes = Annotated[
    list[SearchType] | None, strawberry.argument(description="Only of these types; of all when not given.")
]


@strawberry.type(description="A hit of a search.")
class SearchEdge:
    cursor: str = cursor()
    score: float = reads(Structure.SCORE, "How well it answers: the higher the better, within one search.")
    node: SearchResult = end("What was found.")


@strawberry.type(description="A page of what a search found, the best first.")
class SearchConnection:
    edges: list[SearchEdge] = edges()
    nodes: list[SearchResult] = nodes()
    page_info: PageInfo = page_info()
