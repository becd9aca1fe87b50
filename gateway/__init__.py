"""A GraphQL gateway over Neo4j for customer and account data.

The listing is the pipeline: `transport` takes a request, `pipeline` runs it through `plan`, `cypher`, `store` and
`shape`, and `schema` says what clients see. ARCHITECTURE.md is the map.
"""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("customer-graph-gateway")
except PackageNotFoundError:  # running from a source tree that was never installed
    __version__ = "0.0.0"
