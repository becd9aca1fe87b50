"""Programs and static lists of Marketo, and who is in them: campaigns, and segments filled from outside."""

from __future__ import annotations

from gateway.domain.importing.making import said
from gateway.domain.importing.marketo.source import Source
from gateway.domain.importing.rows import Row
from gateway.domain.importing.tally import Record, Tally
from gateway.domain.value_checks import Refusal

PROGRAM_FIELDS = {
    "name": "name",
    "type": "type",
    "channel": "channel",
    "status": "status",
    "startdate": "startDate",
    "enddate": "endDate",
}
MEMBER_FIELDS = {
    "progressionstatus": "memberStatus",
    "statusname": "memberStatus",
    "memberstatus": "memberStatus",
    "status": "memberStatus",
    "reachedsuccess": "hasResponded",
    "issuccess": "hasResponded",
    "reachedsuccessdate": "firstRespondedAt",
}
_THING_TIMES = ("updatedat", "fivetransynced", "createdat")
_MEMBER_TIMES = (
    "updatedat",
    "statuschangedate",
    "progressionstatusdate",
    "membershipdate",
    "fivetransynced",
    "createdat",
)
_PERSON = ("leadid", "personid", "memberid")
_PROGRAM = ("programid", "campaignid")
_LIST = ("listid", "staticlistid")
PROGRAM_READS = ("id", *_THING_TIMES)
MEMBER_READS = (*_PERSON, *_PROGRAM, *_MEMBER_TIMES)
LIST_READS = ("id", "name", "description", *_THING_TIMES)
LIST_MEMBER_READS = (*_PERSON, *_LIST, *_MEMBER_TIMES)


def program(row: Row, source: Source, tally: Tally) -> list[Record]:
    """A program is a campaign."""
    key, at = source.key(source.id(row, "id")), source.at(row, *_THING_TIMES)
    if source.is_deleted(row):
        return source.deletion("campaign", at, key=key)
    attributes, custom = source.fill(row, tally)
    record = source.record("campaign", at, key=key, attributes=said(attributes), custom=said(custom))
    return source.created(record, row, "createdat", key=key)


def program_member(row: Row, source: Source, tally: Tally) -> list[Record]:
    """A membership: progression status and success."""
    of = {
        "campaignKey": source.key(source.id(row, *_PROGRAM)),
        "person": source.person(source.id(row, *_PERSON)),
    }
    at = source.at(row, *_MEMBER_TIMES)
    if source.is_deleted(row):
        return source.deletion("campaign_member", at, **of)
    member, custom = source.fill(row, tally)
    return [source.record("campaign_member", at, **of, **member, custom=said(custom))]


def static_list(row: Row, source: Source, _: Tally) -> list[Record]:
    """A static list is a segment whose members come from outside."""
    at = source.at(row, *_THING_TIMES)
    name = source.beforehand.list_name(source.id(row, "id"))
    if source.is_deleted(row):
        return source.deletion("segment", at, name=name)
    return [source.record("segment", at, name=name, description=row.text("description"))]


def list_member(row: Row, source: Source, _: Tally) -> list[Record]:
    """Who is in a static list, since when the row says so."""
    name = source.beforehand.list_name(source.id(row, *_LIST))
    at = source.at(row, *_MEMBER_TIMES)
    if at is None:
        raise Refusal("The membership says no time; --observed-at gives one.")
    status = "EXITED" if source.is_deleted(row) else "REALIZED"
    return [membership(source, name, source.id(row, *_PERSON), at, status)]


def membership(source: Source, name: str, lead: str, at: str, status: str) -> Record:
    """A person's membership in a segment."""
    person = source.person(lead)
    return source.record("segment_membership", at, segment=name, person=person, status=status, lastQualifiedAt=at)
