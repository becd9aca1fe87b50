"""Orders: each names exactly one key; missing values come last in both directions; ties are broken by id."""

from __future__ import annotations

from enum import Enum

import strawberry

from gateway.plan.reads import Amount, EdgeProperty, Property, Structure
from gateway.schema.vocabulary import tests


@strawberry.enum(description="Which way round. Missing values come last in both.")
class SortDirection(Enum):
    ASC = strawberry.enum_value("ASC", description="Smallest, earliest or first in the alphabet first.")
    DESC = strawberry.enum_value("DESC", description="Largest, latest or last in the alphabet first.")


@strawberry.input(one_of=True, description="One key to order people by.")
class PersonOrder:
    full_name: SortDirection | None = tests(Property("full_name"), "By the whole name.")
    last_name: SortDirection | None = tests(Property("last_name"), "By the family name.")
    person_score: SortDirection | None = tests(Property("person_score"), "By the score from marketing.")
    lifetime_value: SortDirection | None = tests(Amount("lifetime_value"), "By amount, then currency code.")
    created_at: SortDirection | None = tests(Property("created_at"), "By when first observed.")
    last_modified_at: SortDirection | None = tests(Property("last_modified_at"), "By when last observed.")


@strawberry.input(one_of=True, description="One key to order accounts by.")
class AccountOrder:
    key: SortDirection | None = tests(Property("key"), "By source key.")
    name: SortDirection | None = tests(Property("name"), "By name.")
    number_of_employees: SortDirection | None = tests(Property("number_of_employees"), "By number of employees.")
    annual_revenue: SortDirection | None = tests(Amount("annual_revenue"), "By amount, then currency code.")
    created_at: SortDirection | None = tests(Property("created_at"), "By when first observed.")
    last_modified_at: SortDirection | None = tests(Property("last_modified_at"), "By when last observed.")


@strawberry.input(one_of=True, description="One key to order deals by.")
class OpportunityOrder:
    key: SortDirection | None = tests(Property("key"), "By source key.")
    name: SortDirection | None = tests(Property("name"), "By name.")
    amount: SortDirection | None = tests(Amount("amount"), "By amount, then currency code.")
    probability: SortDirection | None = tests(Property("probability"), "By probability.")
    expected_close_date: SortDirection | None = tests(Property("expected_close_date"), "By when it should close.")
    actual_close_date: SortDirection | None = tests(Property("actual_close_date"), "By when it closed.")
    created_at: SortDirection | None = tests(Property("created_at"), "By when first observed.")


@strawberry.input(one_of=True, description="One key to order segments by.")
class SegmentOrder:
    name: SortDirection | None = tests(Property("name"), "By name.")
    last_evaluated_at: SortDirection | None = tests(Property("last_evaluated_at"), "By last evaluation.")


@strawberry.input(one_of=True, description="One key to order a person's roles at accounts by.")
class PersonAccountOrder:
    role: SortDirection | None = tests(EdgeProperty("role"), "By role.")
    is_primary: SortDirection | None = tests(EdgeProperty("is_primary"), "Main roles last (ASC) or first (DESC).")
    start_date: SortDirection | None = tests(EdgeProperty("start_date"), "By when the role began.")
    node: AccountOrder | None = tests(Structure.END, "By a key of the account.")


@strawberry.input(one_of=True, description="One key to order an account's people by.")
class AccountPersonOrder:
    is_primary: SortDirection | None = tests(EdgeProperty("is_primary"), "Main roles last (ASC) or first (DESC).")
    role: SortDirection | None = tests(EdgeProperty("role"), "By role.")
    start_date: SortDirection | None = tests(EdgeProperty("start_date"), "By when the role began.")
    node: PersonOrder | None = tests(Structure.END, "By a key of the person.")


@strawberry.input(one_of=True, description="One key to order a person's roles in deals by.")
class PersonOpportunityOrder:
    role: SortDirection | None = tests(EdgeProperty("role"), "By role.")
    is_primary: SortDirection | None = tests(EdgeProperty("is_primary"), "Main roles last (ASC) or first (DESC).")
    node: OpportunityOrder | None = tests(Structure.END, "By a key of the deal.")


@strawberry.input(one_of=True, description="One key to order a deal's people by.")
class OpportunityPersonOrder:
    is_primary: SortDirection | None = tests(EdgeProperty("is_primary"), "Main roles last (ASC) or first (DESC).")
    role: SortDirection | None = tests(EdgeProperty("role"), "By role.")
    node: PersonOrder | None = tests(Structure.END, "By a key of the person.")
