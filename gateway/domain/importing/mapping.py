"""Mapping files: which columns of any table are which fields of which records.

A mapping is a TOML document. At its top stand `dataset`, `observedAt`, `currency`, `ignore`, `rest`, `sheet` and
`[format]`; each `[[record]]` below describes one record that every row makes, in the words of the record format, with a
value rule (`value_rules`) in the place of each value. `when` says of which rows a record is made.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gateway.domain import fields
from gateway.domain.fields import Field, Type
from gateway.domain.importing.cells import CLEARED, Notation, json_of, text_of
from gateway.domain.importing.rows import Header, Row
from gateway.domain.importing.tally import Record, Tally
from gateway.domain.importing.value_rules import CLEARS, Columns, MappingTrouble, Value, check_names, value_of
from gateway.domain.value_checks import shown

_TOP = {"dataset", "observedAt", "currency", "ignore", "rest", "format", "record", "sheet", "unfit"}
_FORMAT = {"decimal", "thousands", "date", "instant"}
_LINKS = ("person", "identity")
_IDENTITY = {"namespace", "primary"}
_RELATIONS: Mapping[str, Mapping[str, Field]] = {
    "account_person": fields.ACCOUNT_PERSON,
    "opportunity_person": fields.OPPORTUNITY_PERSON,
    "campaign_member": fields.CAMPAIGN_MEMBER,
    "segment": fields.SEGMENT,
    "segment_membership": fields.MEMBERSHIP,
}
_TYPES = {"observedAt": Type.INSTANT, "timestamp": Type.INSTANT, "orderTotal": Type.MONEY}
_PARTS: Mapping[Type, Mapping[str, Field]] = {Type.MONEY: fields.MONEY, Type.ADDRESS: fields.ADDRESS}


@dataclass(frozen=True, slots=True)
class _RecordMap:
    entity: str
    applies: Callable[[Row], bool]
    parts: dict[str, Callable[[Row], Any]]


class TableMap:
    """A mapping applied to a table with these columns. Raises MappingTrouble."""

    def __init__(self, mapping: Mapping[str, Any], header: Header) -> None:
        check_names(mapping, _TOP, "The mapping")
        columns = Columns(header, keeps_unfit=_one_of(mapping, "unfit", "refuse", "keep") == "keep")
        self._columns = columns
        form = mapping.get("format", {})
        check_names(form, _FORMAT, "format")
        self._notation = Notation(
            form.get("decimal", "."), form.get("thousands", ""), form.get("date"), form.get("instant")
        )
        self._currency = mapping.get("currency", "USD")
        records = mapping.get("record")
        if not isinstance(records, list) or not records:
            raise MappingTrouble("The mapping describes no [[record]].")
        common = {name: mapping[name] for name in ("dataset", "observedAt") if name in mapping}
        self._records = [self._record(common | each, f"record {number}") for number, each in enumerate(records, 1)]
        for name in mapping.get("ignore", []):
            columns.position(name, "ignore")
        rest = _one_of(mapping, "rest", "custom", "ignore")
        others = [(number, name) for number, name in enumerate(header.names) if name not in columns.used]
        self._rest = others if rest == "custom" else []
        self._left_out = [] if rest == "custom" else others
        self._ignored = sorted(mapping.get("ignore", []))

    @property
    def left_out(self) -> list[str]:
        """The columns that no record takes, because the mapping says so."""
        return [name for _, name in self._left_out] + self._ignored

    @property
    def custom_columns(self) -> list[str]:
        """The columns that the mapping does not name, which are kept as custom fields."""
        return [name for _, name in self._rest]

    def records(self, row: Row, tally: Tally) -> list[Record]:
        """The records of a row; none where no record of the mapping applies. Raises Refusal."""
        self._columns.unfit.clear()
        made = [self._made(each, row) for each in self._records if each.applies(row)]
        if not made:
            tally.nothing["no record of the mapping applies"] += 1
        else:
            self._keep_rest(row, made, tally)
        return made

    def _made(self, each: _RecordMap, row: Row) -> Record:
        record: Record = {"entity": each.entity}
        for name, part in each.parts.items():
            value = part(row)
            if value is not None:
                record[name] = None if value is CLEARS else value
        return record

    def _keep_rest(self, row: Row, made: list[Record], tally: Tally) -> None:
        rest: Record = {}
        for position, name in self._rest:
            value = json_of(row.cells[position])
            if value is not None:
                rest[name] = None if value == CLEARED else value
        for name, verdict, cell in self._columns.unfit:
            tally.unfit[f"{name}: {verdict}"] += 1
            rest[name] = json_of(cell)
        for position, name in self._left_out:
            tally.left_out[name] += text_of(row.cells[position]) is not None
        if not rest:
            return
        for record, place in ((record, place) for place in ("custom", "payload") for record in made):
            if place in fields.TOP[record["entity"]]:
                record[place] = rest | record.get(place, {})
                tally.custom.update(rest.keys())
                return
        tally.left_out.update(rest.keys())

    def _record(self, given: Mapping[str, Any], where: str) -> _RecordMap:
        entity = given.get("entity")
        if not isinstance(entity, str) or entity not in fields.TOP:
            raise MappingTrouble(f"{where}: entity is {shown(entity)}; it is one of {', '.join(fields.TOP)}.")
        check_names(given, {*fields.TOP[entity], "when", "unless"}, f"{where} ({entity})")
        conditions = [
            *self._conditions(given.get("when"), True, where),
            *self._conditions(given.get("unless"), False, where),
        ]
        parts = {
            name: self._part(entity, name, rule, f"{where}, {name}")
            for name, rule in given.items()
            if name not in ("entity", "when", "unless")
        }
        return _RecordMap(entity, lambda row: all(holds(row) for holds in conditions), parts)

    def _conditions(self, given: Any, wanted: bool, where: str) -> Iterator[Callable[[Row], bool]]:
        """`when = "column"`: it is not blank; a table compares it with `is`, one value or several, or `matches`."""
        for each in given if isinstance(given, list) else [] if given is None else [given]:
            rule = {"column": each} if isinstance(each, str) else each
            check_names(rule, {"column", "is", "matches"}, f"{where}, when")
            position = self._columns.position(rule.get("column", ""), f"{where}, when")
            yield _condition(position, rule, wanted)

    def _part(self, entity: str, name: str, rule: Any, where: str) -> Callable[[Row], Any]:
        if name == "attributes":
            return self._table(rule, fields.ATTRIBUTES[entity], where)
        if name == "consent":
            return self._table(rule, fields.CONSENT, where)
        if name in ("custom", "payload"):
            return self._free(rule, where)
        if name in _LINKS:
            return self._identity(rule, where)
        if name == "identities":
            return self._several(rule, self._identity, where)
        if name == "scores":
            return self._several(rule, lambda each, place: self._table(each, fields.SCORE, place), where)
        if name == "dataset" and isinstance(rule, str):
            rule = {"constant": rule}
        known = _RELATIONS.get(entity, {})
        type_ = known[name].type if name in known else _TYPES.get(name, Type.TEXT)
        return self._field(rule, type_, where)

    def _table(self, given: Any, known: Mapping[str, Field], where: str) -> Callable[[Row], Any]:
        """An object of known fields; None where a row says none of them."""
        if not isinstance(given, dict):
            raise MappingTrouble(f"{where} is {shown(given)}, not a table of fields.")
        check_names(given, set(known), where)
        parts = {name: self._field(rule, known[name].type, f"{where}.{name}") for name, rule in given.items()}

        def made(row: Row) -> Any:
            found = {name: value for name, part in parts.items() if (value := part(row)) is not None}
            return {name: None if value is CLEARS else value for name, value in found.items()} or None

        return made

    def _field(self, rule: Any, type_: Type, where: str) -> Callable[[Row], Any]:
        if type_ is Type.ADDRESS:
            return self._table(rule, fields.ADDRESS, where)
        if type_ is Type.MONEY:
            return self._money(rule, where)
        return value_of(rule, type_, self._columns, self._notation, where)

    def _money(self, rule: Any, where: str) -> Callable[[Row], Any]:
        """A column is an amount in the mapping's currency; a table may say `amount` and `currencyCode`."""
        parts = rule if isinstance(rule, dict) and "amount" in rule else {"amount": rule}
        check_names(parts, {"amount", "currencyCode"}, where)
        amount = value_of(parts["amount"], Type.NUMBER, self._columns, self._notation, f"{where}.amount")
        code_rule = parts.get("currencyCode", {"constant": self._currency})
        code = value_of(code_rule, Type.TEXT, self._columns, self._notation, f"{where}.currencyCode")

        def made(row: Row) -> Any:
            value = amount(row)
            return value if value is None or value is CLEARS else {"amount": value, "currencyCode": code(row)}

        return made

    def _free(self, given: Any, where: str) -> Callable[[Row], Any]:
        """An object of any fields: tables within it are objects too, unless they are value rules."""
        if not isinstance(given, dict):
            raise MappingTrouble(f"{where} is {shown(given)}, not a table of fields.")
        parts: dict[str, Callable[[Row], Any]] = {}
        for name, rule in given.items():
            is_rule = not isinstance(rule, dict) or rule.keys() & {"column", "template", "constant"}
            place = f"{where}.{name}"
            parts[name] = self._value(rule, place) if is_rule else self._free(rule, place)

        def made(row: Row) -> Any:
            found = {name: value for name, part in parts.items() if (value := part(row)) is not None}
            return {name: None if value is CLEARS else value for name, value in found.items()} or None

        return made

    def _value(self, rule: Any, where: str) -> Value:
        return value_of(rule, None, self._columns, self._notation, where)

    def _identity(self, given: Any, where: str) -> Callable[[Row], Any]:
        if not isinstance(given, dict) or not isinstance(given.get("namespace"), str):
            raise MappingTrouble(
                f'{where}: an identity is a table such as {{ namespace = "Email", column = "email" }}.'
            )
        fixed = {name: value for name, value in given.items() if name in _IDENTITY}
        rule = {name: value for name, value in given.items() if name not in _IDENTITY}
        value = value_of(rule, Type.TEXT, self._columns, self._notation, where)

        def made(row: Row) -> Any:
            found = value(row)
            return None if found is None or found is CLEARS else fixed | {"value": found}

        return made

    def _several(self, given: Any, one: Callable[[Any, str], Callable[[Row], Any]], where: str) -> Callable[[Row], Any]:
        if not isinstance(given, list):
            raise MappingTrouble(f"{where} is {shown(given)}, not a list of tables.")
        parts = [one(each, f"{where}.{number}") for number, each in enumerate(given)]
        return lambda row: [value for part in parts if (value := part(row)) is not None] or None


def _one_of(mapping: Mapping[str, Any], name: str, *choices: str) -> str:
    """What the mapping chooses, the first choice where it says nothing."""
    chosen = mapping.get(name, choices[0])
    if chosen not in choices:
        raise MappingTrouble(f"{name} is {shown(chosen)}; it is {' or '.join(choices)}.")
    return str(chosen)


def _condition(position: int, rule: Mapping[str, Any], wanted: bool) -> Callable[[Row], bool]:
    if "matches" in rule:
        try:
            expression = re.compile(rule["matches"])
        except (re.error, TypeError) as trouble:
            raise MappingTrouble(f"when: matches is no regular expression: {trouble}.") from None
        return lambda row: bool(expression.search(text_of(row.cells[position]) or "")) is wanted
    if "is" in rule:
        allowed = {text_of(each) for each in (rule["is"] if isinstance(rule["is"], list) else [rule["is"]])}
        return lambda row: (text_of(row.cells[position]) in allowed) is wanted
    return lambda row: (text_of(row.cells[position]) is not None) is wanted
