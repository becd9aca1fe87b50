"""What the world is made of: trades, titles, roles, stages, pages. A word that stands twice is drawn twice as often."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _pairs(table: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """(word, heading) of every word, parted by commas, under its heading."""
    return tuple((word.strip(), heading) for heading, words in table.items() for word in words.split(","))


COMPANY_FIRSTS = _words(
    "Amber Alder Aspen Autumn Beacon Birch Blue Bramble Bright Bronze Cedar Clear Cobalt Copper Coral Crimson Crystal"
    " Dawn Deep Eastern Echo Elder Ember Evergreen Far Fern First Flint Frost Garnet Golden Granite Green Hazel Heather"
    " High Indigo Iron Ivory Jade Juniper Kindred Lark Laurel Linden Long Lunar Maple Marble Meadow Mild Misty Noble"
    " North Oak Ochre Olive Onyx Open Opal"
)
COMPANY_SECONDS = _words(
    "Anchor Arch Badger Bay Bear Bridge Brook Canyon Castle Cliff Comet Compass Creek Crest Crow Dale Deer Delta Dune"
    " Eagle Falcon Field Finch Ford Forge Fox Gate Glen Grove Harbour Hare Haven Hawk Heron Hill Hollow Island Kite"
    " Lake Lantern Ledge Lynx Marsh Mill Moor Otter Owl Peak Pike Pine Point Quay Raven Reef Ridge River Robin Rock"
    " Sail Sparrow"
)
TRADES = _pairs(
    {
        "Machinery": "Robotics, Turbines, Tools",
        "Energy": "Energy, Power, Solar",
        "Utilities": "Grid, Water",
        "Logistics": "Shipping, Freight, Logistics",
        "Food": "Foods, Dairy, Bakery",
        "Retail": "Stores, Market, Fashion",
        "Healthcare": "Health, Clinics, Pharma",
        "Finance": "Bank, Insurance, Capital",
        "Technology": "Software, Systems, Data, Cloud",
        "Telecommunications": "Telecom, Networks",
        "Media": "Media, Press, Games",
        "Automotive": "Motors, Mobility",
        "Travel": "Airways, Hotels, Travel",
        "Construction": "Builders, Timber",
        "Materials": "Steel, Chemicals, Glass",
        "Education": "Learning, Academy",
        "Services": "Legal, Consulting, Design",
        "Research": "Labs",
    }
)
"""(last word of a company's name, its industry)"""
ACCOUNT_TYPES = ("Customer", "Customer", "Prospect", "Prospect", "Prospect", "Partner")

TITLES = _pairs(
    {
        "Management": "Chief Executive Officer, Managing Director",
        "Finance": "Chief Financial Officer, Financial Controller, Accountant",
        "Engineering": "Chief Technology Officer, VP Engineering, Software Engineer, Reliability Engineer",
        "Data": "Head of Analytics, Data Scientist, Data Analyst",
        "Procurement": "Head of Procurement, Senior Buyer, Buyer",
        "Operations": "Operations Manager, Plant Manager, Fleet Controller",
        "Marketing": "Head of Marketing, Campaign Manager, Brand Manager",
        "Sales": "Sales Director, Account Executive",
        "Human Resources": "HR Business Partner, Head of Talent",
        "IT": "IT Manager, Security Officer, System Administrator",
        "Legal": "Legal Counsel",
    }
)
"""(job title, department)"""
ROLES = (
    *("Business User", "Evaluator") * 2,
    *("Decision Maker", "Economic Buyer", "Champion", "Influencer", "Executive Sponsor"),
)
LEAD_STATUSES = ("New", "New", "Working", "Nurturing", "Marketing qualified")
CONTACT_STATUSES = ("Active", "Active", "Customer", "Qualified", "Dormant")
SOURCES = ("Web", "Web", "Event", "Referral", "Partner", "Webinar", "Phone")


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a deal stands; `percent` is the probability its source gives it."""

    name: str
    percent: int
    forecast: str
    closed: bool = False
    won: bool = False


STAGES = (
    *(Stage("Qualification", 10, "pipeline"),) * 2,
    Stage("Discovery", 25, "pipeline"),
    Stage("Proposal", 50, "bestcase"),
    Stage("Negotiation", 75, "commit"),
    *(Stage("Closed Won", 100, "closed", closed=True, won=True),) * 3,
    *(Stage("Closed Lost", 0, "omitted", closed=True),) * 2,
)
DEAL_TYPES = ("New business", "New business", "Upsell", "Renewal", "Services")
SUBJECTS = _words(
    "Telemetry Analytics Monitoring Forecasting Maintenance Training Integration Support Sensors Migration"
)
SHAPES = ("pilot", "rollout", "renewal", "platform", "upgrade", "framework agreement", "extension", "assessment")
NEXT_STEPS = ("Call the economic buyer", "Send the revised offer", "Security questionnaire", "Legal review", None)

PAGES = (
    *(("Home", ""),) * 2,
    *(("Pricing", "pricing"), ("Products", "products"), ("Sensors", "products/sensors"), ("Case studies", "cases")),
    *(("Documentation", "docs"), ("Blog", "blog"), ("Careers", "careers"), ("Contact", "contact")),
)
"""(name, path)"""
PRODUCTS = (
    ("WX-200", "Wind gauge", 289),
    ("RG-4", "Rain gauge", 45),
    ("MT-10", "Roof mount", 34),
    ("CB-5", "Cable set", 19),
    ("LT-30", "Display lamp", 74),
    ("WX-900", "Lidar evaluation kit", 1240),
    ("GW-1", "Field gateway", 560),
)
"""(SKU, name, price in euros)"""

CAMPAIGN_KINDS = _pairs(
    {
        "Email": "Newsletter, Product launch",
        "Online": "Webinar",
        "In person": "Trade fair, Customer day",
        "Paid": "Search ads",
    }
)
"""(type, channel)"""
MEMBER_STATUSES = (
    *(("Sent", False),) * 2,
    *(("Opened", False), ("Registered", False), ("Clicked", True), ("Attended", True)),
)
"""(status, whether that is a response)"""

PEOPLE_SEGMENTS = (
    ("Newsletter readers", "Opened a newsletter in the last year."),
    ("Event guests", "Came to a fair or customer day."),
    ("Product trials", "Tried a product before buying it."),
    ("Repeat visitors", "Were on the site on three days or more."),
    ("Price watchers", "Look at the prices again and again."),
    ("Service contracts", "Are named in a service contract."),
    ("Beta testers", "Agreed to try what is not finished."),
    ("Dormant contacts", "Were not heard of for half a year."),
    ("Executives", "Sit on a board or report to one."),
    ("Advocates", "Recommended us to somebody."),
)
ACCOUNT_SEGMENTS = (
    ("Key accounts", "Accounts with a plan of their own."),
    ("Accounts at risk", "Accounts whose renewal is in doubt."),
)
SEGMENTS_BY_RULE = (
    ("Scored above 70", "A score of 70 and more.", "b2b.personScore >= 70"),
    ("New leads", "Nobody has worked on them.", 'b2b.personType = "LEAD" and b2b.personStatus = "New"'),
    ("Finance people", "Work in finance.", 'extendedWorkDetails.departments.includes("Finance")'),
)
FACTORS = ("Pricing page views", "Emails opened", "Days since last visit", "Job title", "Events attended")
IMPORTANCES = ("low", "medium", "high")
