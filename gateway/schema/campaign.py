"""Campaigns: what marketing does."""

from __future__ import annotations

import strawberry

from gateway.schema.scalars import JSON, DateTime
from gateway.schema.values import Node
from gateway.schema.vocabulary import prop


@strawberry.type(description="A marketing effort that people are members of and deals come from.")
class Campaign(Node):
    key: str = prop("key", "The source key.")
    name: str = prop("name", "The name; the key where no source gives one.")
    type: str | None = prop("type", "What kind of campaign.")
    channel: str | None = prop("channel", "The channel.")
    status: str | None = prop("status", "The status in the source's own words.")
    start_date: DateTime | None = prop("start_date", "When it starts.")
    end_date: DateTime | None = prop("end_date", "When it ends.")
    is_active: bool | None = prop("is_active", "Whether it runs.")
    custom: JSON | None = prop("custom", "What sources say that has no field here, by their own names for it.")
