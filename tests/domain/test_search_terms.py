"""What a search compares: texts folded into words, and phone numbers into their digits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.search_terms import LONGEST_WORD, person_terms, phone_number, thing_terms, words

TEXTS = st.text(max_size=60)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("José Håkansson", ("jose", "hakansson")),
        ("Zoë Okonkwo-Núñez", ("zoe", "okonkwo", "nunez")),
        ("Søren Łukasz Æbelø", ("soren", "lukasz", "aebelo")),
        ("STRAßE Ｆｕｌｌ ﬁne", ("strasse", "full", "fine")),
        ("O'Brien & d’Angelo", ("obrien", "dangelo")),
        ("ada.lindqvist@northwind.example", ("ada", "lindqvist", "northwind", "example")),
        ("高橋 美咲", ("高橋", "美咲")),
        ("Αθηνά Δήμου", ("αθηνα", "δημου")),
        ("ガソリン", ("ガソリン",)),
        ("प्रिया", ("प्रिया",)),
        ("٠٧٠", ("070",)),
        ("İstanbul Iğdır", ("istanbul", "igdir")),
        ("  --- \t\u0000 ", ()),
    ],
)
def test_a_text_is_its_words_without_accents_case_and_signs(text: str, expected: tuple[str, ...]) -> None:
    assert words(text) == expected


@given(TEXTS)
def test_words_of_words_are_the_same_words(text: str) -> None:
    found = words(text)
    assert words(" ".join(found)) == found


@given(TEXTS)
def test_case_and_composition_of_a_text_do_not_matter(text: str) -> None:
    assert words(text.casefold()) == words(text)


@given(TEXTS)
def test_a_word_holds_nothing_but_letters_digits_and_marks(text: str) -> None:
    for word in words(text):
        assert word
        assert len(word) <= LONGEST_WORD
        assert not set(word) & set(" _+-!(){}[]^\"~*?:\\/&|.#@<>=,;'\u0000\u3000")


@pytest.mark.parametrize(
    ("text", "digits", "without_country"),
    [
        ("+46 70-174 06 12", "46701740612", "701740612"),
        ("0046 70 174 06 12", "46701740612", "701740612"),
        ("+46 (0)70 174 06 12", "46701740612", "701740612"),
        ("070-174 06 12", "701740612", "701740612"),
        ("(412) 555-0144", "4125550144", "4125550144"),
        ("+1 (412) 555-0144 ext. 12", "14125550144", "4125550144"),
        ("+351 900 000 142", "351900000142", "900000142"),
        ("＋４６ ７０", "4670", "70"),
    ],
)
def test_a_phone_number_is_its_digits(text: str, digits: str, without_country: str) -> None:
    number = phone_number(text)
    assert number is not None
    assert (number.digits, number.without_country) == (digits, without_country)


@pytest.mark.parametrize("text", ["", "none", "+", "000", "ext. 5"])
def test_what_has_no_digits_is_no_phone_number(text: str) -> None:
    assert phone_number(text) is None


def test_a_person_is_found_by_name_company_mail_and_phone() -> None:
    person = {
        "full_name": "Ada Lindqvist",
        "first_name": "Ada",
        "last_name": "Lindqvist",
        "company_name": "Northwind AB",
        "work_email": "ada.lindqvist@northwind.example",
        "job_title": "Head of Grid Analytics",
    }
    identities = [("Email", "ada@home.example"), ("Phone", "+46701740612"), ("CRMID", "C-1001")]
    terms = person_terms(person, identities)
    assert terms is not None
    assert terms.split() == [
        "ada", "lindqvist",
        "_dnorthwind", "_dab", "_dexample", "_dhome",
        "_wadalindqvist", "_vnorthwindab", "_vadalindqvistnorthwindexample", "_vadahomeexample",
        "_p46701740612", "_n701740612", "_r21604710764",
    ]  # fmt: skip


def test_who_has_neither_name_nor_number_is_in_no_index() -> None:
    assert person_terms({"id": "per_1"}, [("ECID", "1" * 38)]) is None


def test_an_account_is_found_by_its_name_and_its_website() -> None:
    terms = thing_terms("Account", {"name": "Northwind", "website": "https://www.nw.example/", "industry": "Energy"})
    assert terms == "northwind _dnw _dexample _wnorthwind _vnwexample"


def test_campaigns_and_segments_are_not_searched() -> None:
    assert thing_terms("Campaign", {"name": "Spring"}) is None
    assert thing_terms("Segment", {"name": "Readers"}) is None
