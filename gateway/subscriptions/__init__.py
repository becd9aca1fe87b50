"""Subscriptions: a client's own selection, answered again whenever a write touches what it shows.

Goes in: a request for a subscription. Comes out: events, each a whole answer with an id to go on from. In order of
control flow: person_changes (one subscription), watch (who waits for which tags of the journal). Nothing is kept for a
client: an event is read when the client can take it, so a slow one misses moments between, and never the last one.
Never here: HTTP, or a statement of its own. Subscriptions that show the same share one answer by way of the cache of
answers, and those of one shape share statements as lookups do.
"""
