"""Values without an id of their own: money, addresses, scores, consent, pages, and the Node interface."""

from __future__ import annotations

import strawberry

from gateway.plan.keeping import Keeping
from gateway.plan.reads import Documents, Entry, Part, Property, Structure
from gateway.schema.scalars import DateTime
from gateway.schema.vocabulary import kept, prop, reads


@strawberry.interface(description="Anything with an id, which `node` fetches again.")
class Node:
    id: strawberry.ID = prop("id", "Opaque and stable; the same in every load of the same records.")


@strawberry.type(description="An amount in one currency. Amounts of unlike currencies are never added.")
class Money:
    amount: float = reads(Part(""), "The amount, in units of the currency.")
    currency_code: str = reads(Part("_currency"), "The ISO 4217 code, such as EUR.")


@strawberry.type(description="Statistics of the amounts in one currency.")
class MoneyStats:
    currency_code: str = reads(Property("currency_code"), "The ISO 4217 code.")
    count: int = reads(Property("count"), "How many amounts are in it.")
    sum: float = reads(Property("sum"), "All of them together.")
    average: float = reads(Property("average"), "The mean amount.")
    min: float = reads(Property("min"), "The smallest amount.")
    max: float = reads(Property("max"), "The largest amount.")


@strawberry.type(description="A postal address. All its parts come from one record.")
class Address:
    street1: str | None = reads(Part("_street1"), "Street and number.")
    street2: str | None = reads(Part("_street2"), "Floor, building or care of.")
    city: str | None = reads(Part("_city"), "City.")
    state_province: str | None = reads(Part("_state_province"), "State, province or region.")
    postal_code: str | None = reads(Part("_postal_code"), "Postal code.")
    country: str | None = reads(Part("_country"), "Country by name.")
    country_code: str | None = reads(Part("_country_code"), "Country by ISO 3166 code.")


@strawberry.type(description="One thing that moved a score.")
class ScoreFactor:
    name: str = reads(Entry("name"), "What it is.")
    value: str | None = reads(Entry("value"), "What it was found to be.")
    importance: str = reads(Entry("importance"), "How much it weighed: low, medium or high.")


@strawberry.type(description="A model's judgement of a person, such as a propensity to churn.")
class Score:
    model: str = prop("model", "The model that judged.")
    goal: str | None = prop("goal", "What it predicts.")
    value: float = prop("value", "The score, on the model's own scale.")
    percentile: int | None = prop("percentile", "1 to 100 among everybody scored.")
    scored_at: DateTime = prop("scored_at", "When it was computed.")
    factors: list[ScoreFactor] = reads(Documents("factors"), "What moved it, the weightiest first as sent.")


@strawberry.type(
    description="May we? true permits, false refuses, null is not known.", directives=[kept(Keeping(max_age_s=30))]
)
class Consent:
    email: bool | None = reads(Part("_email"), "May we write e-mail?", xdm="consents.marketing.email.val")
    call: bool | None = reads(Part("_call"), "May we call?", xdm="consents.marketing.call.val")
    sms: bool | None = reads(Part("_sms"), "May we text?", xdm="consents.marketing.sms.val")
    any: bool | None = reads(Part("_any"), "May we market at all?", xdm="consents.marketing.any.val")
    collect: bool | None = reads(Part("_collect"), "May we collect data?", xdm="consents.collect.val")
    share: bool | None = reads(Part("_share"), "May we share data?", xdm="consents.share.val")
    personalize: bool | None = reads(
        Part("_personalize"), "May we personalise?", xdm="consents.personalize.content.val"
    )
    updated_at: DateTime | None = reads(Part("_updated_at"), "When consent last changed.")


@strawberry.type(description="Where a page stands in its list.")
class PageInfo:
    has_next_page: bool = reads(Structure.NEXT, "Whether more follows.")
    has_previous_page: bool = reads(Structure.PREVIOUS, "Whether something comes before.")
    start_cursor: str | None = reads(Structure.FIRST_CURSOR, "Cursor of the first edge of the page.")
    end_cursor: str | None = reads(
        Structure.LAST_CURSOR, "Cursor of the last edge: give it as `after` for the next page."
    )
