"""Plan + rows -> the answer. Pure.

Goes in: an outline and the row that its statement returned. Comes out: response objects with the client's own keys,
ready for JSON, and errors with their paths. Never awaits and never touches GraphQL's executor. In order: `context`
(what one answer needs beside its row), `compile` (an outline becomes a function), `pages` and `summaries` (the parts
of connections), `root` (a plan with its text and its function, made once and kept).
"""
