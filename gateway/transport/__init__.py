"""HTTP: a request of bytes and headers in, a `pipeline.Request` on, an `Answer` back out with status and headers.

In order of control: `server` (uvicorn) with `guarded_protocol` (slow and oversized headers), `routes` (the table of
paths), `request_scope` (request id, security headers, last resort for bugs), `graphql_endpoint` (GraphQL over HTTP),
which uses `media_types` (what is sent, what is wanted back), `body` and `parameters` (bytes and query strings into a
request), `answer_headers` and `refusals`; beside it `pages` (GraphiQL, built in `graphiql/`) and `health`.
`interface` says what is needed of the pipeline. Knows Starlette and uvicorn; knows no Cypher, no database and no
GraphQL type.

What is streamed goes out on the same path: `event_stream` (server-sent events), `web_socket` (graphql-transport-ws).
"""
