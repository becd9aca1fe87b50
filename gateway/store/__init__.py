"""The only package that awaits a database or a cache.

Goes in: `Statement`s. Comes out: rows, each a list of plain values in the order of the statement's columns. In order
of control: `endpoint` (where the database is), `engine/` (the embedded Neo4j), `database` (the driver, retries and
timeouts, with store errors translated in one place), `cache` (agent lookups), `recorded` (a store without a
database). Knows nothing of GraphQL or HTTP.
"""
