"""A line of records is read whole, or refused with a sentence that names what was found."""

from __future__ import annotations

import re
from typing import Any

import orjson
import pytest

from gateway.domain.reading import read_line
from gateway.domain.records import PersonRecord, RelationRecord, ThingRecord
from gateway.domain.value_checks import LONGEST_TEXT_BYTES, Refusal

NOW = "2026-03-01T09:30:00.000000Z"
EMAIL = {"namespace": "Email", "value": "A@x.example"}
PERSON = {"entity": "person", "identities": [EMAIL]}
ACCOUNT = {"entity": "account", "key": "k"}
MEMBER = {"entity": "segment_membership", "segment": "s", "status": "REALIZED", "lastQualifiedAt": NOW}


def read(record: Any) -> Any:
    return read_line(record if isinstance(record, bytes) else orjson.dumps(record), NOW)


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (b"{", "The line is no JSON"),
        (b"[]", "The line is no JSON object."),
        (b'{"entity": "person", "entity": "account"}', 'The key "entity" stands twice in one object.'),
        (b'{"entity": "account", "key": "a\\u0000"}', "A text holds the character U+0000."),
        ({}, "entity is None; it is one of person, account"),
        ({"entity": "people"}, 'entity is "people"; it is one of person'),
        (PERSON | {"identitys": []}, 'There is no field "identitys". Did you mean identities?'),
        (PERSON | {"attributes": {"fistName": "A"}}, 'There is no field "fistName" in attributes. Did you mean'),
        (PERSON | {"attributes": {"firstName": 7}}, "attributes.firstName is 7, not a text."),
        (PERSON | {"attributes": {"birthDate": "2026-02-30"}}, 'attributes.birthDate is "2026-02-30", not a'),
        (PERSON | {"attributes": {"personScore": True}}, "attributes.personScore is true, not a number."),
        (PERSON | {"attributes": {"lifetimeValue": {"amount": 1}}}, "lifetimeValue.currencyCode is missing."),
        (PERSON | {"attributes": {"firstName": "é" * 2_001}}, "firstName has 4,002 bytes; at most 4,000 are"),
        (PERSON | {"observedAt": "2026-03-01"}, 'observedAt is "2026-03-01", not an instant'),
        (PERSON | {"observedAt": "2026-03-01T09:30:00"}, "not an instant with offset"),
        (PERSON | {"dataset": ""}, "dataset is empty."),
        ({"entity": "person"}, "identities is missing: a person is known by 1 to 20 of them."),
        (PERSON | {"identities": [EMAIL] * 21}, "There are 21 identities; at most 20 are allowed."),
        (PERSON | {"identities": [EMAIL | {"primary": True}] * 2}, "2 identities are marked primary; one may be."),
        (PERSON | {"identities": [{"namespace": "E mail", "value": "x"}]}, 'identities.0.namespace is "E mail"'),
        (PERSON | {"identities": [{"namespace": "Email", "value": " "}]}, "identities.0"),
        (PERSON | {"scores": [{"model": "m", "value": 1}]}, "scores.0.scoredAt is missing."),
        ({"entity": "account"}, "key is missing."),
        (ACCOUNT | {"parentKey": "k"}, 'The account "k" is its own parent.'),
        (ACCOUNT | {"attributes": {"numberOfEmployees": 1.5}}, "numberOfEmployees is 1.5, not a whole number of 32"),
        (ACCOUNT | {"attributes": {"numberOfEmployees": 2**31}}, "not a whole number of 32 bits"),
        (ACCOUNT | {"key": "k" * (LONGEST_TEXT_BYTES + 1)}, "key has 4,001 bytes"),
        (MEMBER, "A membership is of exactly one of person and accountKey."),
        (MEMBER | {"accountKey": "k", "status": "EXISTING"}, 'status is "EXISTING", not REALIZED or EXITED.'),
        ({"entity": "event", "id": "e", "eventType": "t"}, "An event has exactly one of identity and identities."),
        ({"entity": "event", "id": "e", "eventType": "t", "identity": EMAIL}, "timestamp is missing."),
        ({"entity": "delete", "of": "persons"}, 'of is "persons"; it is one of person'),
        ({"entity": "delete", "of": "account", "name": "k"}, 'There is no field "name".'),
    ],
)
def test_a_bad_line_says_what_is_wrong(record: Any, reason: str) -> None:
    with pytest.raises(Refusal) as refused:
        read(record)
    assert reason in str(refused.value)


def test_instants_of_all_offsets_become_comparable_texts() -> None:
    given = ["2026-03-01T09:30:00Z", "2026-03-01T10:30:00.000+01:00", "2026-03-01 09:30:00.0000001Z"]
    assert {read(PERSON | {"observedAt": each}).at for each in given} == {NOW}


def test_the_marked_identity_comes_first_and_none_twice() -> None:
    ids = [EMAIL, {"namespace": "CRMID", "value": "7", "primary": True}, EMAIL]
    record = read(PERSON | {"identities": ids})
    assert isinstance(record, PersonRecord)
    assert record.identities == (("CRMID", "7"), ("Email", "a@x.example"))


def test_numbers_count_by_value_and_a_null_is_an_observation() -> None:
    record = read(ACCOUNT | {"attributes": {"numberOfEmployees": 5.0, "industry": None}})
    assert isinstance(record, ThingRecord)
    assert {name: each.value for name, each in record.observations.items() if name} == {
        "number_of_employees": 5,
        "industry": None,
    }


def test_a_long_text_may_stand_where_no_index_is() -> None:
    record = read({"entity": "segment", "name": "s", "description": "x" * 100_000})
    assert isinstance(record, ThingRecord)


def test_a_membership_of_an_account_starts_at_it() -> None:
    record = read(MEMBER | {"accountKey": "k"})
    assert isinstance(record, RelationRecord)
    assert (record.start, record.start_key, record.end_label, record.end_key) == (None, "k", "Segment", "s")


def test_custom_fields_are_observed_one_by_one_by_the_source_s_names() -> None:
    at = "2026-01-01T00:00:00Z"
    record = read(ACCOUNT | {"observedAt": at, "custom": {"Tier__c": "Gold", "SLA__c": {"hours": 4}, "Fax": None}})
    assert isinstance(record, ThingRecord)
    found = {name: each.value for name, each in record.observations.items()}
    assert found == {"": True, "custom:Tier__c": "Gold", "custom:SLA__c": {"hours": 4}, "custom:Fax": None}


@pytest.mark.parametrize(
    ("custom", "reason"),
    [
        ("Gold", 'custom is "Gold", not an object.'),
        ({"": 1}, 'custom has a field "": a name has 1 to 255 characters'),
        ({"n" * 256: 1}, "a name has 1 to 255 characters"),
    ],
)
def test_custom_fields_have_names(custom: Any, reason: str) -> None:
    with pytest.raises(Refusal, match=re.escape(reason)):
        read(PERSON | {"custom": custom})
