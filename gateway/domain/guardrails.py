"""Guardrails of the graph: how much of something there may be. A deployment may set others."""

from __future__ import annotations

from dataclasses import dataclass

from gateway.settings import Settings


@dataclass(frozen=True, slots=True)
class Guardrails:
    """The limits that writes keep to. Every process that writes into one graph wants the same."""

    person_identities: int = 50
    """Identities of one person; the ones that say least leave where there would be more."""
    account_keys: int = 50
    """Source keys of one account or deal; where there would be more, the latest words count."""
    unique_namespaces: int = 3
    merge_policies: int = 5


DEFAULTS = Guardrails()


def guardrails_of(settings: Settings) -> Guardrails:
    """The limits that a deployment sets."""
    return Guardrails(
        settings.guardrail_person_identities,
        settings.guardrail_account_keys,
        settings.guardrail_unique_namespaces,
        settings.guardrail_merge_policies,
    )
