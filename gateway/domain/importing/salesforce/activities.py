"""Tasks and events of Salesforce: what was done with a person, as interesting moments and sent e-mails.

An activity that is not done yet is told at the time it was made.
"""

from __future__ import annotations

from gateway.domain.importing.making import is_true
from gateway.domain.importing.rows import Row
from gateway.domain.importing.salesforce.source import Source
from gateway.domain.importing.tally import Record, Tally
from gateway.domain.value_checks import Refusal

READS = ("whoid",)
_NO_PERSON = "an activity of no person: WhoId is blank"
_TASK_TIMES = ("completeddatetime", "activitydate")
_EVENT_TIMES = ("startdatetime", "activitydatetime", "activitydate")


def task(row: Row, source: Source, tally: Tally) -> list[Record]:
    """A task: a call, an e-mail that was sent, or a task as such."""
    subtype = (row.first("tasksubtype", "type") or "").lower()
    if "email" in subtype and is_true(row, "isclosed"):
        return _activity(row, source, tally, "Email", _TASK_TIMES, event_type="directMarketing.emailSent")
    kind = "Call" if "call" in subtype or "call" in (row.text("type") or "").lower() else "Task"
    done = is_true(row, "isclosed") or (row.text("status") or "").lower() == "completed"
    return _activity(row, source, tally, kind, _TASK_TIMES if done else ())


def event(row: Row, source: Source, tally: Tally) -> list[Record]:
    """An event of the calendar: a meeting."""
    return _activity(row, source, tally, "Meeting", _EVENT_TIMES)


def _activity(
    row: Row,
    source: Source,
    tally: Tally,
    kind: str,
    times: tuple[str, ...],
    event_type: str = "leadOperation.interestingMoment",
) -> list[Record]:
    key, at = source.own_key(row), source.at(row)
    if source.is_deleted(row):
        return source.deletion("event", at, id=key)
    who = row.text("whoid")
    if who is None:
        tally.nothing[_NO_PERSON] += 1
        return []
    when = source.instant(row, *times, "createddate") or at
    if when is None:
        raise Refusal("The activity says no time.")
    moment = {"type": kind, "description": row.text("subject"), "date": when, "source": "Salesforce"}
    _, columns = source.fill(row, tally)
    payload = {"leadOperation": {"interestingMoment": moment}} if event_type.startswith("lead") else {}
    person = source.person(source.id(row, "whoid"))
    return [
        source.record(
            "event", at, id=key, identity=person, eventType=event_type, timestamp=when,
            payload=payload | {"salesforce": columns},
        )
    ]  # fmt: skip
