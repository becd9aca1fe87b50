"""What people did and were sent: page views, e-mails, forms, purchases. Somebody has no event, a few, or many."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from seeds import Record
from seeds.generator.campaigns import CAMPAIGNS, campaign_key
from seeds.generator.draws import Draws
from seeds.generator.persons import Kind, Person
from seeds.generator.times import days_ago, instant
from seeds.generator.words import PAGES, PRODUCTS

_SITE = "https://shop.example/"
_DAYS = 365


def person_events(seed: int, person: Person, average: int) -> Iterator[Record]:
    """From no event to twice the average, in no order of time."""
    amount = Draws(seed, "events", person.number).below(2 * average + 1)
    choices = _OF_VISITORS if person.kind is Kind.VISITOR else _OF_EVERYBODY_ELSE
    for place in range(amount):
        draws = Draws(seed, f"event of {person.number}", place)
        timestamp = instant(days_ago(draws, _DAYS), draws)
        yield {
            "entity": "event",
            "id": f"e{person.number:07d}-{place}",
            "timestamp": timestamp,
            "observedAt": timestamp,
            **draws.pick(choices)(person, draws),
        }


def _page_view(person: Person, draws: Draws) -> Record:
    name, path = draws.pick(PAGES)
    return {
        "dataset": "web",
        "identity": person.browses_as,
        "eventType": "web.webpagedetails.pageViews",
        "payload": {"web": {"webPageDetails": {"name": name, "URL": _SITE + path}}},
    }


def _product_view(person: Person, draws: Draws) -> Record:
    sku, name, _ = draws.pick(PRODUCTS)
    return {
        "dataset": "web",
        "identity": person.browses_as,
        "eventType": "commerce.productViews",
        "payload": {"commerce": {"productViews": {"value": 1}}, "productListItems": [{"SKU": sku, "name": name}]},
    }


def _mailing(person: Person, draws: Draws) -> Record:
    """Most mails are only sent; the person is known by the address they went to."""
    step = draws.pick(("Sent", "Sent", "Sent", "Opened", "Opened", "Clicked"))
    campaign = draws.low(CAMPAIGNS)
    return {
        "dataset": "marketing",
        "identity": person.email,
        "eventType": f"directMarketing.email{step}",
        "campaignKey": campaign_key(campaign),
        "payload": {"directMarketing": {"mailingKey": f"mailing-{campaign:03d}"}},
    }


def _form(person: Person, draws: Draws) -> Record:
    return {
        "dataset": "web",
        "identity": person.email,
        "eventType": "web.formFilledOut",
        "pageName": "Contact",
        "payload": {"web": {"webPageDetails": {"URL": f"{_SITE}contact"}}},
    }


def _purchase(person: Person, draws: Draws) -> Record:
    """One product, a few of it; the total is read from the payload."""
    sku, name, euros = draws.pick(PRODUCTS)
    quantity = 1 + draws.low(5)
    total = euros * quantity * person.place.units_per_euro
    order = {"priceTotal": total, "currencyCode": person.place.currency}
    items = [{"SKU": sku, "name": name, "quantity": quantity, "priceTotal": total}]
    return {
        "dataset": "shop",
        "identity": person.email,
        "eventType": "commerce.purchases",
        "payload": {"commerce": {"purchases": {"value": 1}, "order": order}, "productListItems": items},
    }


def _app_launch(person: Person, draws: Draws) -> Record:
    """Carries the device beside the address, and so makes it one more identity of the person."""
    return {
        "dataset": "web",
        "identities": [person.device, person.email],
        "eventType": "application.launch",
        "payload": {"application": {"name": "Field Companion", "version": f"4.{draws.below(9)}.0"}},
    }


_OF_VISITORS: tuple[Callable[[Person, Draws], Record], ...] = (*(_page_view,) * 4, _product_view)
_OF_EVERYBODY_ELSE: tuple[Callable[[Person, Draws], Record], ...] = (
    *(_page_view,) * 16,
    *(_mailing,) * 14,
    *(_product_view,) * 5,
    *(_form,) * 2,
    *(_purchase,) * 2,
    _app_launch,
)
