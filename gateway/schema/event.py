"""Events: what people did or were sent, each at one instant."""

from __future__ import annotations

import strawberry

from gateway.plan.reads import One
from gateway.schema import paths
from gateway.schema.identity import Identity
from gateway.schema.paging import PageInfo, cursor, edges, end, nodes, page_info, total
from gateway.schema.scalars import JSON, DateTime
from gateway.schema.values import Money, Node
from gateway.schema.vocabulary import money, prop, reads


@strawberry.type(description="Something a person did or was sent, at one instant.")
class Event(Node):
    event_type: str = prop("event_type", "What happened, such as commerce.purchases.", xdm="eventType")
    timestamp: DateTime = prop("timestamp", "When it happened.", xdm="timestamp")
    identity: Identity | None = reads(One(paths.EVENT_IDENTITY), "The identity that the person was seen under.")
    payload: JSON = prop("payload", "Everything the source sent, by XDM path.")
    order_total: Money | None = money(
        "order_total", "What the order came to; set on commerce events.", xdm="commerce.order.priceTotal"
    )
    page_name: str | None = prop("page_name", "The page looked at.", xdm="web.webPageDetails.name")
    campaign_key: str | None = prop("campaign_key", "The campaign it belongs to, by key.")


@strawberry.type(description="An event in a list of events.")
class EventEdge:
    cursor: str = cursor()
    node: Event = end("The event.")


@strawberry.type(description="A page of events.")
class EventConnection:
    edges: list[EventEdge] = edges()
    nodes: list[Event] = nodes()
    page_info: PageInfo = page_info()
    total_count: int = total()
