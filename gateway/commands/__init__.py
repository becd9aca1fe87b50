"""Writes, one file a command: records in, the graph changed.

Goes in: records, migrations or arguments, and a database. Comes out: a report of what was done. Never here: HTTP,
GraphQL, or what a client sees.
"""
