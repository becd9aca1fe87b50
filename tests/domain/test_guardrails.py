"""Guardrails: what a deployment sets is what writes keep to."""

from __future__ import annotations

from dataclasses import fields

from gateway.domain.guardrails import DEFAULTS, Guardrails, guardrails_of
from gateway.settings import Settings


def test_each_is_a_setting_with_the_same_default() -> None:
    assert guardrails_of(Settings()) == DEFAULTS
    other = {each.name: getattr(DEFAULTS, each.name) + 1 for each in fields(Guardrails)}
    assert guardrails_of(Settings(**{f"guardrail_{name}": value for name, value in other.items()})) == Guardrails(
        **other
    )
