"""The graph, and nothing about GraphQL or HTTP: labels, keys, properties and relationships as data.

In order: `model` (the vocabulary), `nodes` and `relationships` (the model itself), `constraints` (what a database must
hold, derived from the model), `migrations` (how a database gets there), `drift` (whether one still is there) and
`picture` (GRAPH.md). Imports nothing of the gateway.
"""
