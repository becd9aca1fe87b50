"""Merging is an algebra: order, grouping and repetition of what is said do not matter."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.components import Components
from gateway.domain.fragments import fragment_of, fragment_text, read_fragment
from gateway.domain.observations import Observation, Observations, after, merged, observed, pack, unpack, values
from gateway.domain.records import PersonRecord
from gateway.domain.sightings import joined

_INSTANTS = st.sampled_from([f"2026-01-0{day}T00:00:00.000000Z" for day in range(1, 5)])
_OBSERVATION = st.builds(Observation, _INSTANTS, st.sampled_from("ab"), st.sampled_from([None, "x", "y"]), _INSTANTS)
_SIDES: st.SearchStrategy[list[Observations]] = st.lists(
    st.dictionaries(st.sampled_from(["", "f", "g"]), _OBSERVATION), min_size=1, max_size=4
)
_SEEN = st.lists(_INSTANTS, max_size=4).map(lambda instants: joined((), tuple(sorted(set(instants)))))


@given(_SIDES)
def test_order_grouping_and_repetition_do_not_matter(sides: list[Observations]) -> None:
    expected = merged(*sides)
    assert merged(*reversed(sides)) == expected
    assert merged(*sides, *sides) == expected
    assert merged(sides[0], merged(*sides[1:])) == expected


@given(_SIDES)
def test_the_winner_is_the_latest_then_of_the_smaller_dataset(sides: list[Observations]) -> None:
    for field, found in merged(*sides).items():
        said = [side[field] for side in sides if field in side]
        latest = [each for each in said if (each.rank, each.at) == max((one.rank, one.at) for one in said)]
        assert found in latest
        assert found.dataset == min(each.dataset for each in latest)


@given(_SIDES)
def test_what_is_packed_comes_back(sides: list[Observations]) -> None:
    assert unpack(pack(merged(*sides))) == merged(*sides)


@given(_SIDES, _INSTANTS)
def test_a_delete_takes_away_what_was_observed_until_then_and_nothing_later(
    sides: list[Observations], instant: str
) -> None:
    whole = merged(*sides)
    assert after(whole, instant) == {field: found for field, found in whole.items() if found.at > instant}


@given(_SEEN, _SEEN, _SEEN)
def test_sightings_join_in_any_order(one: tuple[str, ...], other: tuple[str, ...], third: tuple[str, ...]) -> None:
    assert joined(one, other) == joined(other, one)
    assert joined(one, joined(other, third)) == joined(joined(one, other), third)
    assert joined(one, one) == one


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8))))
def test_components_are_those_of_walking_from_each(pairs: list[tuple[int, int]]) -> None:
    components: Components[int] = Components()
    for one, other in pairs:
        components.join(one, other)
    for start in {item for pair in pairs for item in pair}:
        reached, queue = {start}, [start]
        while queue:
            here = queue.pop()
            for pair in pairs:
                if here in pair:
                    queue += set(pair) - reached
                    reached |= set(pair)
        assert reached == {item for item in reached if components.root(item) == components.root(start)}
        assert sorted(reached) == sorted(next(group for group in components.groups() if start in group))


@given(st.data())
def test_a_fragment_that_is_replaced_is_the_same_in_any_order_of_its_records(data: st.DataObject) -> None:
    instants = [f"2026-01-{day:02}T00:00:00.000000Z" for day in range(1, 8)]
    records = [
        PersonRecord(
            "crm", at, True, (("Email", "a@x.example"),), False,
            observed({name: f"{name} {at}" for name in names}, at, "crm"), replaces,
        )
        for at, names, replaces in data.draw(
            st.lists(
                st.tuples(st.sampled_from(instants), st.sets(st.sampled_from("abc")), st.booleans()),
                min_size=1, max_size=7, unique_by=lambda each: each[0],
            )
        )
    ]  # fmt: skip
    folded = []
    for order in (sorted(records, key=lambda each: each.at), data.draw(st.permutations(records))):
        fragment = fragment_of(order[0])
        for record in order[1:]:
            fragment.take(record)
        folded.append(read_fragment("crm", fragment.primary, fragment_text(fragment)))
    assert folded[0] == folded[1]
    whole = max((each.at for each in records if each.replaces), default="")
    expected: dict[str, str] = {}
    for record in sorted(records, key=lambda each: each.at):
        if record.at >= whole:
            expected |= values(record.observations)
    assert values(folded[0].observations) == expected
