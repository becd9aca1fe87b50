"""Objects: every kind of file of Marketo that has a place here, and what makes records of its rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from gateway.domain import fields
from gateway.domain.importing.file_names import object_of
from gateway.domain.importing.filling import Filling
from gateway.domain.importing.marketo import activities, opportunities, programs
from gateway.domain.importing.marketo.beforehand import Beforehand
from gateway.domain.importing.marketo.leads import FIELDS as LEAD_FIELDS
from gateway.domain.importing.marketo.leads import READS as LEAD_READS
from gateway.domain.importing.marketo.leads import Leads
from gateway.domain.importing.marketo.source import Source
from gateway.domain.importing.rows import Header, Row, plain
from gateway.domain.importing.source_options import SourceOptions
from gateway.domain.importing.tally import Record, Tally

_BOOKKEEPING = ("fivetransynced", "fivetranactive", "fivetrandeleted", "fivetranid", "fivetranstart", "fivetranend")
_ACTIVITY_COLUMNS = {"leadid", "activitydate", "activitytypeid"}
_NAMES = {
    "Lead": "Lead", "Person": "Lead", "People": "Lead", "Program": "Program",
    "ProgramMember": "ProgramMember", "ProgramMembership": "ProgramMember",
    "List": "StaticList", "StaticList": "StaticList",
    "ListMember": "ListMember", "ListMembership": "ListMember", "StaticListMember": "ListMember",
    "StaticListMembership": "ListMember",
    "MergeLead": "MergeLeads", "LeadMerge": "MergeLeads", "MergedLead": "MergeLeads",
    "Opportunity": "Opportunity", "OpportunityRole": "OpportunityRole",
}  # fmt: skip
"""What a file's name may say, and the kind that is."""

Make = Callable[[Row, Source, Tally], list[Record]]


@dataclass(frozen=True, slots=True)
class MarketoObject:
    """A kind of file: the fields its columns fill, the columns that are read otherwise, and what makes its records."""

    name: str
    known: Mapping[str, fields.Field]
    paths: Mapping[str, str]
    reads: tuple[str, ...]
    make: Make | None


OBJECTS = (
    MarketoObject("Program", fields.CAMPAIGN, programs.PROGRAM_FIELDS, programs.PROGRAM_READS, programs.program),
    MarketoObject("StaticList", {}, {}, programs.LIST_READS, programs.static_list),
    MarketoObject(
        "Opportunity", fields.OPPORTUNITY, opportunities.FIELDS, opportunities.READS, opportunities.opportunity
    ),
    MarketoObject("Lead", fields.PERSON, LEAD_FIELDS, LEAD_READS, None),
    MarketoObject("MergeLeads", {}, {}, activities.MERGE_READS, activities.merge),
    MarketoObject(
        "OpportunityRole",
        fields.OPPORTUNITY_PERSON,
        opportunities.ROLE_FIELDS,
        opportunities.ROLE_READS,
        opportunities.opportunity_role,
    ),
    MarketoObject(
        "ProgramMember", fields.CAMPAIGN_MEMBER, programs.MEMBER_FIELDS, programs.MEMBER_READS, programs.program_member
    ),
    MarketoObject("ListMember", {}, {}, programs.LIST_MEMBER_READS, programs.list_member),
    MarketoObject("Activity", {}, {}, activities.READS, activities.activity),
)
"""In the order in which they are best imported: what others refer to first."""


def kind_of(stem: str, header: Header) -> str | None:
    """Which kind of file it is: an activity by its columns, anything else by its name."""
    if header.index.keys() >= _ACTIVITY_COLUMNS:
        return "Activity"
    named = object_of(stem, _NAMES)
    return _NAMES[named] if named is not None else None


class MarketoMap:
    """How the rows of one file become records."""

    def __init__(self, known: MarketoObject, header: Header, options: SourceOptions, beforehand: Beforehand) -> None:
        self._make: Make = known.make or Leads(header, clear_blanks=options.clear_blanks)
        reads = (*known.reads, *_BOOKKEEPING)
        filling = Filling(header, known.known, known.paths, reads, clear_blanks=options.clear_blanks)
        self._source = Source(filling, options, beforehand)
        self.left_out = [name for name in header.names if plain(name) in _BOOKKEEPING]
        if known.name in ("StaticList", "ListMember", "MergeLeads"):
            self.left_out += filling.custom_columns
            self.custom_columns: list[str] = []
        else:
            self.custom_columns = filling.custom_columns

    def records(self, row: Row, tally: Tally) -> list[Record]:
        """The records of a row. Raises Refusal."""
        return self._make(row, self._source, tally)
