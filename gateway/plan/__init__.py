"""Operation -> Plan. Pure: no database, no clock, no Strawberry.

Goes in: a validated operation with its variables, and a schema whose fields say what they read. Comes out: a `Plan`,
plain printable data that names no alias and holds no value: one tree of levels for Cypher, one outline for shaping,
and the parameters with the place in the arguments each is taken from. In order of control: `limits` (refused before
anything else), `reads` (what a field may say it reads), `selection` (the operation as a tree), `tree` (the plan's
words), `build` (selection -> plan, composed of `rules/`, one rule a file), `bind` (values for a plan's parameters).
"""
