"""Receipts: what a call with an idempotency key was answered, kept for a while, so that it can be sent again safely."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from gateway.cypher.statement import Statement
from gateway.domain.ids import digest
from gateway.errors import ErrorCode, GatewayError
from gateway.store.database import Transaction

_READ = """
MATCH (receipt:Receipt {id: $id}) WHERE receipt.created_at > datetime($now) - duration({seconds: $kept_s})
RETURN receipt.content, receipt.result
"""
# Old ones go as new ones come, a few at a time.
_WRITE = """
CALL () {
  MATCH (old:Receipt) WHERE old.created_at <= datetime($now) - duration({seconds: $kept_s})
  WITH old LIMIT 100
  DELETE old
}
MERGE (receipt:Receipt {id: $id})
SET receipt.content = $content, receipt.result = $result, receipt.created_at = datetime($now)
"""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A key, and a digest of the call that it was given with. Kept `kept_s` seconds from `now`."""

    key: str
    content: str
    now: str
    kept_s: int


def receipt_of(key: str, told: Any, now: str, kept_s: int) -> Receipt:
    """The receipt of a call that says `told`, any JSON."""
    return Receipt(key, digest(orjson.dumps(told, option=orjson.OPT_SORT_KEYS).decode()), now, kept_s)


async def kept_result(transaction: Transaction, receipt: Receipt) -> Any | None:
    """What the same call was answered before, None where its key is new. Raises CONFLICT for another call's key."""
    rows = await transaction.run(Statement(_READ, {"id": _id(receipt), "now": receipt.now, "kept_s": receipt.kept_s}))
    if not rows:
        return None
    ((content, result),) = rows
    if content != receipt.content:
        raise GatewayError(
            ErrorCode.CONFLICT,
            f"The idempotency key {receipt.key!r} was used for a call with other content.",
            hint="Send the same call again, or give this one a key of its own.",
        )
    return orjson.loads(result)


async def write_receipt(transaction: Transaction, receipt: Receipt, result: Sequence[Any]) -> None:
    """Keep what the call is answered."""
    parameters = {
        "id": _id(receipt),
        "content": receipt.content,
        "result": orjson.dumps(result).decode(),
        "now": receipt.now,
        "kept_s": receipt.kept_s,
    }
    await transaction.run(Statement(_WRITE, parameters))


def _id(receipt: Receipt) -> str:
    return "rcp_" + digest(receipt.key)
