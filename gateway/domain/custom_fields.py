"""Custom fields: what a source says that records have no field for, kept by the source's own names.

They are observed, merged, cleared and deleted one by one, as every other field is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from gateway.domain.observations import Observation, Observations
from gateway.domain.value_checks import Refusal, shown

CUSTOM = "custom:"
"""How the observation of a custom field is named: this and the source's name of the field."""
LONGEST_NAME = 255


def custom_observations(given: Any, at: str, dataset: str) -> Observations:
    """The observations of a record's `custom` object: any JSON under names of 1 to 255 characters. Raises Refusal."""
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise Refusal(f"custom is {shown(given)}, not an object.", "custom")
    for name in given:
        if not 0 < len(name) <= LONGEST_NAME or "\0" in name:
            raise Refusal(
                f"custom has a field {shown(name)}: a name has 1 to {LONGEST_NAME} characters, none U+0000.", "custom"
            )
    return {CUSTOM + name: Observation(at, dataset, value, at) for name, value in given.items()}


def custom_text(observations: Mapping[str, Observation]) -> str | None:
    """The winning values of custom fields as one JSON object, by name; None where there is none."""
    found = {
        name.removeprefix(CUSTOM): each.value
        for name, each in observations.items()
        if name.startswith(CUSTOM) and each.value is not None
    }
    return orjson.dumps(found, option=orjson.OPT_SORT_KEYS).decode() if found else None
