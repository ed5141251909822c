# The only entrance. `make` alone tells what there is.

SHELL := /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# Compiled modules are kept: without them every start of Python costs seconds.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
PY := $(BIN)/python
# Tests that run at the same time: three on two cores, for many wait for processes and browsers.
JOBS ?= 3
# The city's size (1 is the whole city, 0.01 a hundredth) and the port: make demo SCALE=0.01 PORT=8000 REPORTERS=1
SCALE ?=
PORT ?=

RUNTIME := .venv/.setup.stamp
DEV := .venv/.setup-dev.stamp

.PHONY: help setup setup-dev demo test test-all check faults fix bench docs lock clean

help: ## tell what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

setup: $(RUNTIME) ## make .venv with what running needs
setup-dev: $(DEV) ## the same with what testing needs, and see that PostgreSQL and Chromium are here
	@$(PY) scripts/test_machine.py

$(RUNTIME): requirements.lock pyproject.toml scripts/setup_venv.py
	@$(call with_python,scripts/setup_venv.py)

$(DEV): requirements.lock requirements-dev.lock pyproject.toml scripts/setup_venv.py
	@$(call with_python,scripts/setup_venv.py --dev)

demo: setup ## set up and run the city: make demo SCALE=0.01 PORT=8000
	@# exec: a signal sent to make reaches the server itself; it exits with 0 on Ctrl-C, so that make has no complaint.
	@exec $(BIN)/anlan demo run $(if $(SCALE),--scale $(SCALE)) $(if $(PORT),--port $(PORT)) $(if $(REPORTERS),--reporters)

test: setup-dev ## prove it: import order, tests on SQLite (with the browser) and on PostgreSQL
	@$(PY) scripts/prove.py --jobs $(JOBS) test

test-all: setup-dev ## the same with slow, city-sized and thorough property tests
	@$(PY) scripts/prove.py --jobs $(JOBS) test-all

check: setup-dev ## format, lint, types, import order and fast tests: before every commit
	@$(PY) scripts/prove.py --jobs $(JOBS) check

faults: setup-dev ## kill steps, bulk steps, sweeps, notices, folds and seals 1,200 times on both engines; prints the table
	@$(PY) scripts/prove.py faults

fix: $(DEV) ## put right what tools can put right
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format .

bench: setup-dev ## measured claims: each prints its ratio against a limit or a peer
	@$(PY) scripts/prove.py bench

docs: setup ## write docs/reference again from the code
	@$(BIN)/anlan docs

lock: $(DEV) ## resolve the dependencies of pyproject.toml again (UPGRADE=1 takes newer versions)
	@scripts/lock.sh $(if $(UPGRADE),--upgrade)

clean: ## remove what can be made again; .venv and data stay
	@rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .screenshots
	@find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +

# The first Python that is new enough runs the script; a name that is only a shim without a version behind it fails and is passed over.
define with_python
for python in python3.11 python3.12 python3.13 python3.14 python3; do \
	if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then exec $$python $(1); fi; \
done; \
echo 'anlan needs Python 3.11 or newer (python3.11 or python3 on the PATH)' >&2; exit 1
endef
