"""What the gateway is measured against, each a server of its own: see `benchmarks/README.md`."""
