"""The rules of the business, pure: values in, values out; no database, no clock, no GraphQL.

`ids` (public ids), `namespaces` (identity namespaces and their checks), then records, identity and profile merge;
`search_terms` and `search_query` (what a search compares, and what is typed into one).
"""
