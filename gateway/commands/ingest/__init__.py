"""How one batch of records enters the graph, one file a kind of thing: all of them inside one transaction.

`people` (identities, fragments, merges), `things` (accounts, opportunities, campaigns, segments), `events`,
`relations` (and what waits), `deletes`. Each reads the state that its records touch, computes the new state with
`gateway.domain`, and writes the difference in rows sorted by key.
"""
