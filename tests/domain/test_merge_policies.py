"""Folding by any merge policy, against an oracle that looks for each winner among all observations at once."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.fragments import Fragment
from gateway.domain.merge_policies import (
    BUILT_IN,
    LONGEST_NAME,
    MOST_DATASETS,
    Merge,
    MergePolicy,
    trouble_with,
)
from gateway.domain.observations import Observation
from gateway.domain.people import Span, fold, person_values, scores
from gateway.domain.provenance import origins
from gateway.domain.records import IdentityKey

DATASETS = ("crm", "marketing", "web")
T1, T2, T3 = (f"2026-01-0{day}T00:00:00.000000Z" for day in (1, 2, 3))
INSTANTS = st.sampled_from([T1, T2, T3])
PRIMARY = st.sampled_from([("CRMID", "a"), ("Email", "a@x.example"), ("Email", "b@x.example")])
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "first_name": st.sampled_from([None, "Ada", "Eve"]),
    "last_name": st.sampled_from([None, "Lind"]),
    "departments": st.sampled_from([None, [], ["a"], ["b", "c"]]),
    "lifetime_value": st.sampled_from([None, [1.0, "EUR"], [2.0, "USD"]]),
    "work_address": st.sampled_from([None, {"city": "Oslo"}, {"street1": "x", "country": "NO"}]),
    "consent:email": st.sampled_from([None, True, False]),
    "consent:call": st.sampled_from([None, True, False]),
    "score:churn": st.builds(lambda value: {"model": "churn", "value": value, "factors": []}, st.floats(0, 1)),
}
POLICIES = st.one_of(
    st.just(BUILT_IN),
    st.lists(st.sampled_from(DATASETS), unique=True, min_size=1).map(
        lambda order: MergePolicy("mpo", "p", merge=Merge.DATASET_PRECEDENCE, order=tuple(order))
    ),
)


@st.composite
def parts(draw: st.DrawFn) -> list[Fragment]:
    found = []
    for dataset, primary in draw(st.lists(st.tuples(st.sampled_from(DATASETS), PRIMARY), unique=True, max_size=6)):
        names = draw(st.lists(st.sampled_from(sorted(VALUES)), unique=True))
        told = {name: (draw(INSTANTS), draw(VALUES[name])) for name in names}
        at = draw(INSTANTS)
        observations = {name: Observation(when, dataset, value, when) for name, (when, value) in told.items()}
        observations[""] = Observation(at, dataset, True, at)
        seen = tuple(sorted({each.at for each in observations.values()}))
        found.append(Fragment(dataset, primary, observations, seen))
    return found


def winner(fragments: list[Fragment], policy: MergePolicy, name: str) -> Fragment | None:
    """The fragment that wins a field, by the words of the rule."""
    said = [each for each in fragments if name in each.observations]
    if policy.merge is Merge.DATASET_PRECEDENCE:
        listed = [dataset for dataset in policy.order if any(each.dataset == dataset for each in said)]
        said = [each for each in said if listed and each.dataset == listed[0]]
    if not said:
        return None
    latest = max(each.observations[name].at for each in said)
    return min(
        (each for each in said if each.observations[name].at == latest), key=lambda one: (one.dataset, one.primary)
    )


@given(parts(), POLICIES)
def test_each_field_is_that_of_its_winner_and_of_nobody_else(fragments: list[Fragment], policy: MergePolicy) -> None:
    found = fold(fragments, policy) if fragments else {}
    for name in ("", *VALUES):
        expected = winner(fragments, policy, name)
        assert found.get(name) == (expected.observations[name] if expected else None)


@given(parts(), POLICIES, st.randoms())
def test_the_order_in_which_fragments_come_does_not_matter(
    fragments: list[Fragment], policy: MergePolicy, chance: Any
) -> None:
    spans: dict[IdentityKey, Span] = {("CRMID", "a"): (T1, T3)}
    before = person_values(fragments, spans, policy)
    chance.shuffle(fragments)
    assert person_values(fragments, spans, policy) == before


@given(parts(), POLICIES)
def test_a_person_shows_what_won_and_derives_the_rest_from_what_counts(
    fragments: list[Fragment], policy: MergePolicy
) -> None:
    shown = person_values(fragments, {("CRMID", "a"): (T1, T3)}, policy)

    def won(name: str) -> Any:
        found = winner(fragments, policy, name)
        return found.observations[name].value if found else None

    assert shown.get("first_name") == won("first_name")
    assert shown.get("full_name") == (f"{won('first_name') or ''} {won('last_name') or ''}".strip() or None)
    assert shown.get("departments") == won("departments")
    amount, currency = won("lifetime_value") or (None, None)
    assert (shown.get("lifetime_value"), shown.get("lifetime_value_currency")) == (amount, currency)
    address = won("work_address") or {}
    assert {part: shown.get(f"work_address_{part}") for part in ("city", "street1", "country")} == {
        part: address.get(part) for part in ("city", "street1", "country")
    }
    assert [shown.get(f"consent_{channel}") for channel in ("email", "call")] == [
        won("consent:email"), won("consent:call")
    ]  # fmt: skip
    assert [each["value"] for each in scores(fragments, "per", policy)] == [
        each["value"] for each in [won("score:churn")] if each is not None
    ]
    counted = [each for each in fragments if policy.merge is Merge.TIMESTAMP_ORDERED or each.dataset in policy.order]
    assert shown["created_at"] == min((each.seen[0] for each in counted), default=T1)
    assert shown["last_modified_at"] == max((each.seen[-1] for each in counted), default=T3)


@given(parts(), POLICIES)
def test_provenance_is_of_the_fragment_that_won_under_the_policy_asked_for(
    fragments: list[Fragment], policy: MergePolicy
) -> None:
    told = {each.path: (each.dataset, each.primary) for each in origins(fragments, None, policy)}
    for path, name in (("person.name.firstName", "first_name"), ("consents.marketing.call.val", "consent:call")):
        expected = winner(fragments, policy, name)
        assert told.get(path) == ((expected.dataset, expected.primary) if expected else None)


def test_one_dataset_that_is_not_listed_gives_nothing_even_alone() -> None:
    alone = Fragment("web", ("Email", "b"), {"first_name": Observation(T2, "web", "Eve", T2)}, (T2,))
    policy = MergePolicy("mpo", "p", merge=Merge.DATASET_PRECEDENCE, order=("crm",))
    assert person_values([alone], {("Email", "b"): (T1, T3)}, policy) == {
        "id": person_values([alone], {("Email", "b"): (T1, T3)})["id"],
        "created_at": T1,
        "last_modified_at": T3,
    }


@pytest.mark.parametrize(
    ("name", "merge", "order", "trouble"),
    [
        ("p", Merge.TIMESTAMP_ORDERED, [], None),
        ("p", Merge.DATASET_PRECEDENCE, ["crm", "web"], None),
        (" ", Merge.TIMESTAMP_ORDERED, [], "name"),
        ("x" * (LONGEST_NAME + 1), Merge.TIMESTAMP_ORDERED, [], "name"),
        ("p", Merge.TIMESTAMP_ORDERED, ["crm"], "no use"),
        ("p", Merge.DATASET_PRECEDENCE, [], "wants order"),
        ("p", Merge.DATASET_PRECEDENCE, ["crm", "crm"], "more than once"),
        ("p", Merge.DATASET_PRECEDENCE, ["crm", ""], "without a name"),
        ("p", Merge.DATASET_PRECEDENCE, [str(each) for each in range(MOST_DATASETS + 1)], "at most"),
    ],
)
def test_a_policy_that_cannot_be_is_refused_in_words(
    name: str, merge: Merge, order: list[str], trouble: str | None
) -> None:
    found = trouble_with(name, merge, order)
    assert (found is None) == (trouble is None)
    assert trouble is None or trouble in str(found)
