# make run         build the warehouse from INBOX (default seeds/documents) into WAREHOUSE (default warehouse/data)
# make up          Prefect's server with its pages, the deployments and a worker, for INBOX and WAREHOUSE; Ctrl-C stops all
# make test        format, lint, types, then every test
# make test-fast   the tests that start no server and kill no builds
# make lint        format, lint and types alone
# make bench       how fast the sample documents are read, with jieba beside it, and how the cost of comparing facts grows to 100,000;
#                  what the row checks and the audit cost at 100,000
# make bench-queries  how soon queries and searches are answered at a million metrics (makes them first: minutes)
# make bench-orchestration  what Prefect costs a build of a thousand documents
# make accuracy    how well annotated real documents are read: writes docs/accuracy.md (GONGBAO_REAL_DOCUMENTS and GONGBAO_GOLD name their folders)
# make score-structure  how well the articles, days and entities of annotated real documents are read (the same two folders)
# make clean       remove .venv, caches, build/ and the default warehouse (warehouse/data) without asking
# make lock        resolve pyproject.toml into requirements.lock again (for maintainers; needs uv)
#
# Every target that needs it sets up .venv/ first, once: again only after requirements.lock or pyproject.toml changed.

SHELL := /bin/sh
INBOX ?= seeds/documents
WAREHOUSE ?= warehouse/data
PORT ?= 4200
# Names from the command line reach the shell as variables, never as text of a command: they may hold spaces and quotes.
export INBOX WAREHOUSE

# One Python to make .venv with, instead of the first of 3.11, 3.12 and 3.13 that is found.
PYTHON ?=
export PYTHON

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: run up test test-fast lint bench bench-queries bench-orchestration accuracy score-structure clean lock

run: $(STAMP)
	@if [ -z "$$INBOX" ] || [ -z "$$WAREHOUSE" ]; then \
		echo "make run: INBOX or WAREHOUSE is empty; name a folder, or leave it out for the default" >&2; exit 2; \
	fi; \
	$(BIN)/gongbao build "$$INBOX" --warehouse "$$WAREHOUSE"; code=$$?; \
	case $$code in \
	0) echo "Ask it: $(BIN)/gongbao sql \"select indicator, value, unit, period_text from metrics limit 9\" --warehouse $$WAREHOUSE" ;; \
	3) echo "make run: gongbao ended with 3 (blocked: the reason is above, the former release stays published)" >&2 ;; \
	2) echo "make run: gongbao ended with 2 (wrong use: see the message above)" >&2 ;; \
	1) echo "make run: gongbao ended with 1 (a fault of gongbao's own)" >&2 ;; \
	*) echo "make run: gongbao ended with $$code (stopped from outside)" >&2 ;; \
	esac; exit $$code

up: $(STAMP)
	@exec $(BIN)/gongbao up "$$INBOX" --warehouse "$$WAREHOUSE" --port $(PORT)

test: lint
	@$(BIN)/python -m pytest

test-fast: $(STAMP)
	@$(BIN)/python -m pytest -m "not slow"

lint: $(STAMP)
	@$(BIN)/ruff format --check . || { echo "make lint: not formatted as above; run $(BIN)/ruff format" >&2; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary

bench: $(STAMP)
	@$(BIN)/python -m tests.bench
	@$(BIN)/python -m tests.bench_compared
	@$(BIN)/python -m tests.bench_audit

bench-queries: $(STAMP)
	@$(BIN)/python -m tests.bench_queries

bench-orchestration: $(STAMP)
	@$(BIN)/python -m tests.bench_orchestration

accuracy: $(STAMP)
	@$(BIN)/python -m tests.accuracy

score-structure: $(STAMP)
	@$(BIN)/python -m tests.structure --errors

clean:
	rm -rf $(VENV) build warehouse/data .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Pins that still satisfy pyproject.toml are kept; remove requirements.lock first to take the newest of everything.
lock:
	@command -v uv >/dev/null || { echo "make lock: uv is needed to resolve for every platform (pip install uv)" >&2; exit 1; }
	uv pip compile pyproject.toml --group dev --universal --generate-hashes --no-header --no-annotate --no-emit-index-url \
		--quiet -o requirements.lock

# The lock is given as constraints, too: without them pip looks for `sqlalchemy[asyncio]`, which Prefect asks for, beside the pinned sqlalchemy.
# The versions are those of requires-python. A name that is on the path need not run (version managers leave such), so each is tried.
$(STAMP): requirements.lock pyproject.toml
	@found=; for name in "$$PYTHON" python3.11 python3.12 python3.13 python3; do \
		[ -n "$$name" ] || continue; \
		if "$$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' >/dev/null 2>&1; then found=$$name; break; fi; \
		if [ "$$name" = "$$PYTHON" ]; then break; fi; \
	done; \
	if [ -z "$$found" ]; then \
		echo "make: no Python 3.11, 3.12 or 3.13 found on the path; install one, or name it: make run PYTHON=/path/to/python3.11" >&2; exit 1; \
	fi; \
	if ! "$$found" -c 'import ensurepip, venv' >/dev/null 2>&1; then \
		echo "make: $$found has no venv module; on Debian and Ubuntu install the package python3.11-venv (of its own version)" >&2; exit 1; \
	fi; \
	echo "Setting up $(VENV) with $$("$$found" --version) (once; takes about a minute)"; \
	if ! $(BIN)/python -c 'import pip, sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' >/dev/null 2>&1; then \
		"$$found" -m venv --clear $(VENV) || exit 1; \
	fi; \
	export PIP_DISABLE_PIP_VERSION_CHECK=1; \
	$(BIN)/python -m pip install -qq --require-hashes -r requirements.lock -c requirements.lock && \
	$(BIN)/python -m pip install -qq --no-deps --no-build-isolation -e . && \
	touch $(STAMP)
