"""Where a database is and how to log in to it."""

from __future__ import annotations

from dataclasses import dataclass, field

from gateway.settings import Settings


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A Bolt address with credentials; its `repr` does not show the password."""

    uri: str
    user: str
    password: str = field(repr=False)
    database: str | None = None

    @property
    def routes(self) -> bool:
        """Whether the address stands for a cluster, whose members take turns."""
        return self.uri.startswith("neo4j")


def configured_endpoint(settings: Settings) -> Endpoint | None:
    """The server that `NEO4J_URI` points at, None where the embedded engine is to be used."""
    if settings.neo4j_uri is None:
        return None
    password = settings.neo4j_password.get_secret_value()
    return Endpoint(settings.neo4j_uri, settings.neo4j_user, password, settings.neo4j_database)
