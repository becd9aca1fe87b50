"""The README's table of settings, made from the settings: `python -m tests.promises.settings_table` prints it."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import AliasChoices, SecretStr
from pydantic.fields import FieldInfo

from gateway.settings import Settings

_DIFFERS_BY_PLATFORM = {
    "data_dir": "the platform's data folder",
    "cache_dir": "the platform's cache folder",
}
BEGIN, END = "<!-- settings -->\n", "<!-- /settings -->"


def settings_table() -> str:
    """A Markdown table: variable, default, meaning; one line a setting, in the order they are declared."""
    return "".join(f"| {' | '.join(cells)} |\n" for cells in _rows())


def variable_of(name: str, field: FieldInfo) -> str:
    """The environment variable that a setting is read from."""
    alias = field.validation_alias
    return str(alias.choices[0]) if isinstance(alias, AliasChoices) else f"GATEWAY_{name.upper()}"


def _rows() -> Iterator[tuple[str, str, str]]:
    yield "Variable", "Default", "Meaning"
    yield "---", "---", "---"
    for name, field in Settings.model_fields.items():
        default = _DIFFERS_BY_PLATFORM.get(name) or _default(field)
        yield f"`{variable_of(name, field)}`", default, field.description or ""


def _default(field: FieldInfo) -> str:
    if field.default is None or isinstance(field.default, SecretStr):
        return ""
    return f"`{str(field.default).lower() if isinstance(field.default, bool) else field.default}`"


if __name__ == "__main__":
    print(settings_table(), end="")
