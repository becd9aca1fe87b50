"""Activities of Marketo: events of a person, by their type; some of them say more than that something happened.

A merge says that two leads are one person, an unsubscribing is a refusal, a change of progression is a membership, and
so is being put on a list. The bulk export keeps an activity's own fields as JSON in `attributes`, a warehouse as
columns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import orjson

from gateway.domain.importing.marketo.beforehand import LOSERS, MERGE, WINNERS, losers
from gateway.domain.importing.marketo.leads import deleted_person
from gateway.domain.importing.marketo.programs import membership
from gateway.domain.importing.marketo.source import Source
from gateway.domain.importing.rows import Row, plain
from gateway.domain.importing.tally import Record, Tally
from gateway.domain.value_checks import Refusal

READS = ("id", "marketoguid", "leadid", "activitydate", "activitytypeid", "attributes")
MERGE_READS = (*WINNERS, *LOSERS, "id", "activitydate", "mergedate", "createdat", "fivetransynced")
TYPES: Mapping[str, str] = {
    "1": "web.webpagedetails.pageViews",
    "2": "web.formFilledOut",
    "3": "web.webinteraction.linkClicks",
    "6": "directMarketing.emailSent",
    "7": "directMarketing.emailDelivered",
    "8": "directMarketing.emailBounced",
    "9": "directMarketing.emailUnsubscribed",
    "10": "directMarketing.emailOpened",
    "11": "directMarketing.emailClicked",
    "12": "leadOperation.newLead",
    "13": "marketo.changeDataValue",
    "21": "leadOperation.convertLead",
    "22": "leadOperation.scoreChanged",
    "24": "listOperation.addToList",
    "25": "listOperation.removeFromList",
    "27": "directMarketing.emailBouncedSoft",
    "32": "leadOperation.mergeLeads",
    "34": "opportunityEvent.addToOpportunity",
    "35": "opportunityEvent.removeFromOpportunity",
    "36": "opportunityEvent.opportunityUpdated",
    "46": "leadOperation.interestingMoment",
    "101": "leadOperation.revenueStageChanged",
    "104": "leadOperation.statusInCampaignProgressionChanged",
    "110": "leadOperation.callWebhook",
    "113": "leadOperation.addToCampaign",
    "114": "leadOperation.changeCampaignStream",
    "115": "leadOperation.changeEngagementCampaignCadence",
}
"""Marketo's activity types; others become `marketo.activity<type>`."""
_DELETED = "29"
_NOT_SENT = ("skipped", "failed")


def activity(row: Row, source: Source, tally: Tally) -> list[Record]:
    """The event, and whatever else the activity says."""
    lead, kind = source.id(row, "leadid"), source.id(row, "activitytypeid")
    at = source.instant(row, "activitydate")
    if at is None:
        raise Refusal(f"The row has no {row.column('activitydate')}.")
    if kind == _DELETED:
        return deleted_person(lead, at, source, tally)
    told = _Told(row)
    if kind == "6" and told("actionresult") in _NOT_SENT:
        tally.nothing[f"an e-mail that was not sent: {told('actionresult')}"] += 1
        return []
    further = _FURTHER.get(kind)
    return [_event(row, source, tally, told, lead, kind, at), *(further(told, source, lead, at) if further else ())]


def merge(row: Row, source: Source, tally: Tally) -> list[Record]:
    """Leads that were merged, of a file that says no more than that."""
    winner = source.id(row, *WINNERS)
    at = source.at(row, "mergedate", "activitydate", "createdat", "fivetransynced")
    records = _merged(losers(row), source, winner, at)
    if not records:
        tally.nothing["a merge of no other lead"] += 1
    return records


class _Told:
    """An activity's own fields, of a warehouse's columns or of the attributes of the bulk export, by plain name."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.attributes = _attributes(row)
        self._plain = {plain(name): value for name, value in self.attributes.items()}

    def __call__(self, *names: str) -> Any:
        for name in names:
            found = self._plain.get(name)
            if found is None:
                found = self.row.text(name)
            if found is not None:
                return found
        return None


def _attributes(row: Row) -> dict[str, Any]:
    written = row.text("attributes")
    if written is None:
        return {}
    try:
        found = orjson.loads(written)
    except ValueError:
        return {"attributes": written}
    return found if isinstance(found, dict) else {"attributes": found}


def _event(row: Row, source: Source, tally: Tally, told: _Told, lead: str, kind: str, at: str) -> Record:
    _, columns = source.fill(row, tally)
    payload = {name: value for name, value in _payload(told, source, kind, at).items() if value}
    return source.record(
        "event",
        at,
        id=source.key(source.id(row, "id", "marketoguid")),
        identity=source.person(lead),
        eventType=TYPES.get(kind, f"marketo.activity{kind}"),
        timestamp=at,
        payload=payload | {"marketo": columns | told.attributes},
    )


def _payload(told: _Told, source: Source, kind: str, at: str) -> Record:
    """What XDM has a place for."""
    about, about_id = told("primaryattributevalue"), told("primaryattributevalueid")
    if kind in ("6", "7", "8", "9", "10", "11", "27"):
        mailing = {
            "mailingKey": None if about_id is None else source.key(str(about_id)),
            "mailingName": about,
            "linkURL": told("link"),
        }
        return {"directMarketing": _filled(mailing)}
    if kind in ("1", "2"):
        page = {"name": about, "URL": told("webpageurl", "referrerurl")}
        return {"web": {"webPageDetails": _filled(page)}}
    if kind == "3":
        return {"web": {"webInteraction": _filled({"URL": about or told("linkurl")})}}
    if kind in ("24", "25"):
        return {"listOperation": _filled({"listID": about_id, "listName": about})}
    if kind in ("34", "35", "36"):
        return {"opportunityEvent": _filled({"opportunityID": about_id, "role": told("role")})}
    maker = _OPERATIONS.get(kind)
    return {"leadOperation": maker(told, source, about, about_id, at)} if maker else {}


_OPERATIONS: Mapping[str, Callable[[_Told, Source, Any, Any, str], Record]] = {
    "12": lambda told, _, __, ___, at: {
        "newLead": _filled(
            {
                "sourceType": told("sourcetype"), "formName": told("formname"), "listName": told("listname"),
                "sfdcType": told("sfdctype"), "leadSource": told("leadsource"),
                "createdDate": told("createddate") or at,
            }
        )
    },
    "21": lambda told, _, __, ___, ____: {
        "convertLead": _filled({"convertedStatus": told("convertedstatus", "status"), "assignTo": told("assignto")})
    },
    "22": lambda told, _, about, __, ___: {
        "changeScore": _filled(
            {
                "scoreAttributeName": about, "changeValue": told("changevalue"), "newValue": told("newvalue"),
                "oldValue": told("oldvalue"), "reason": told("reason"),
            }
        )
    },
    "32": lambda told, source, _, __, ___: {
        "mergeLeads": _filled(
            {
                "sourceKeys": [source.key(each) for each in losers(told.row)],
                "targetUpdated": told("masterupdated"),
                "mergedInCRM": told("mergedinsales"),
                "mergeSource": told("mergesource"),
            }
        )
    },
    "46": lambda told, _, about, __, at: {
        "interestingMoment": _filled(
            {
                "type": about or told("type"), "description": told("description"), "date": told("date") or at,
                "source": told("source"),
            }
        )
    },
    "104": lambda told, source, _, about_id, ___: {
        "campaignProgression": _filled(
            {
                "campaignKey": None if about_id is None else source.key(str(about_id)),
                "oldStatusName": told("oldstatus"), "newStatusName": told("newstatus"), "reason": told("reason"),
                "isAcquiredBy": told("acquiredby"), "isSuccessful": told("success"),
            }
        )
    },
}  # fmt: skip


def _filled(given: Record) -> Record:
    return {name: value for name, value in given.items() if value is not None}


def _merged(merged: list[str], source: Source, winner: str, at: str | None) -> list[Record]:
    """That leads are one person; the winner's is the key of what is said."""
    return [
        source.record("person", at, identities=[source.person(winner), source.person(loser)])
        for loser in merged
        if loser != winner
    ]


def _unsubscribed(_: _Told, source: Source, lead: str, at: str) -> list[Record]:
    return [source.record("person", at, identities=[source.person(lead)], consent={"email": False})]


def _progressed(told: _Told, source: Source, lead: str, at: str) -> list[Record]:
    program, status = told("primaryattributevalueid"), told("newstatus")
    if program is None or status is None:
        return []
    succeeded = str(told("success") or "").lower() in ("true", "1", "yes")
    member = {"memberStatus": str(status), "hasResponded": succeeded or None}
    key, person = source.key(str(program)), source.person(lead)
    return [source.record("campaign_member", at, campaignKey=key, person=person, **member)]


def _listed(status: str) -> Callable[[_Told, Source, str, str], list[Record]]:
    def tell(told: _Told, source: Source, lead: str, at: str) -> list[Record]:
        list_id = told("primaryattributevalueid")
        if list_id is None:
            return []
        about = told("primaryattributevalue")
        name = source.beforehand.list_name(str(list_id), None if about is None else str(about))
        return [source.record("segment", at, name=name), membership(source, name, lead, at, status)]

    return tell


_FURTHER: Mapping[str, Callable[[_Told, Source, str, str], list[Record]]] = {
    "9": _unsubscribed,
    "24": _listed("REALIZED"),
    "25": _listed("EXITED"),
    MERGE: lambda told, source, lead, at: _merged(losers(told.row), source, lead, at),
    "104": _progressed,
}
