"""File names: which object an exported file holds, whatever the tool that wrote it adds to the name."""

from __future__ import annotations

import re
from collections.abc import Iterable

from gateway.domain.importing.rows import plain

_BEFORE = re.compile(r"^(sf|sfdc|salesforce|marketo|mkto)(?=[_\-. ])[_\-. ]+", re.IGNORECASE)
_BEHIND = re.compile(
    r"[_\-. ]*(\(\d+\)|\d[\d_\-.]*|(?<=[_\-. ])(data|export|extract|bulk|query|results?|all|part))$", re.IGNORECASE
)


def object_of(stem: str, names: Iterable[str]) -> str | None:
    """The object that a file's name, without its suffix, says it holds: `sf_campaign_member_data` is CampaignMember."""
    known = {plain(name): name for name in names}
    left = stem
    while True:
        found = plain(left)
        for candidate in (found, found.removesuffix("s"), f"{found[:-3]}y" if found.endswith("ies") else found):
            if candidate in known:
                return known[candidate]
        shorter = _BEHIND.sub("", _BEFORE.sub("", left))
        if shorter in ("", left):
            return None
        left = shorter
