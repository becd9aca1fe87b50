# The gateway without an engine of its own: it is told where Neo4j is by NEO4J_URI (docker-compose.yml brings both).

FROM node:24-slim AS graphiql
WORKDIR /build
COPY gateway/transport/graphiql gateway/transport/graphiql
RUN cd gateway/transport/graphiql && npm ci --ignore-scripts && npm run build

FROM python:3.13-slim AS installed
WORKDIR /build
RUN apt-get update && apt-get install --yes --no-install-recommends make && rm -rf /var/lib/apt/lists/*
COPY Makefile pyproject.toml constraints.txt README.md LICENSE ./
COPY gateway gateway
COPY graph_schema graph_schema
COPY seeds seeds
COPY --from=graphiql /build/gateway/transport/assets gateway/transport/assets
RUN make image

FROM python:3.13-slim
RUN useradd --system --uid 10001 --create-home --home-dir /data gateway
COPY --from=installed /app /app
USER gateway
WORKDIR /data
ENV PATH=/app/bin:$PATH GATEWAY_HOST=0.0.0.0 GATEWAY_PORT=8000 GATEWAY_DATA_DIR=/data PYTHONUNBUFFERED=1
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/readyz', timeout=2)"]
ENTRYPOINT ["gateway"]
CMD ["serve"]
