"""What clients see: Strawberry types, one file per subject; each field says what it reads from the graph.

Goes in: nothing. Comes out: `build_schema()`, a GraphQL schema whose fields carry what they read and whose names,
arguments and descriptions are the public contract. Never touches rows, Cypher or HTTP. In order: `vocabulary` (how a
field says what it reads), `paths` (the steps through the graph), `scalars`, `filters`, `orders`, `values`, then one
file per subject, `query` and `build`.
"""
