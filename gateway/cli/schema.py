"""`gateway schema`: what clients see, in SDL."""

from __future__ import annotations

import sys

from gateway.schema.build import print_sdl


def schema() -> None:
    """Print the GraphQL schema in SDL, with every description: for code generators and reviews."""
    sys.stdout.write(print_sdl())
