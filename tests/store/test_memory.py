"""The memory of kept answers: what is let go leaves nothing behind."""

from __future__ import annotations

from dataclasses import dataclass

from gateway.store.memory import BoundedMemory


@dataclass(frozen=True)
class Weight:
    size: int


async def test_what_is_let_go_leaves_no_timer_behind() -> None:
    memory = BoundedMemory(most_bytes=30)
    for number in range(10):
        await memory.set(f"key {number}", Weight(10), ttl=600)
    assert (memory.entries, memory.evictions) == (3, 7)
    assert sorted(memory._handlers) == ["key 7", "key 8", "key 9"]
    await memory.delete("key 8")
    assert memory.entries == 2
