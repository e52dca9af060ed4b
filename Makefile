# `make` lists the targets. `make run` and `make test` need nothing but Python >= 3.11 and Node >= 20.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
LOCK := $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-annotate \
	--no-header --no-emit-index-url --no-emit-trusted-host --no-emit-find-links

.DEFAULT_GOAL := help
.PHONY: help setup run test test-slow check lint format test-neo4j cov web schema words docs lock bench screenshots dist clean

help: ## what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

setup: .venv/run.stamp ## the environment that runs it, hash-locked, in .venv

run: .venv/run.stamp web ## the sample district, from files to pages (PORT=, HOUSEHOLDS=, WULIAN_STORE_URI=)
	@$(BIN)/wulian run

test: .venv/dev.stamp web ## the whole suite but for the slow tests; says what it left out
	@$(BIN)/pytest -q -n 2 $(if $(filter all,$(WULIAN_TEST_REQUIRE)),,-m "not slow")

test-slow: .venv/dev.stamp web ## the slow tests, and ten times as many generated worlds: worth a night
	@WULIAN_TEST_FULL=1 $(BIN)/pytest -q -n 2 --timeout 1800 -m "slow or hypothesis"

check: lint ## the gate: lint, types, contracts, then every test
	@$(MAKE) --no-print-directory test

lint: .venv/dev.stamp web ## style, types (the pages' too), import contracts
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@npm --silent --prefix visual/web run types

format: .venv/dev.stamp ## put style right
	@$(BIN)/ruff check --fix-only --quiet . ; $(BIN)/ruff format .

test-neo4j: .venv/dev.stamp ## the tests that need a real Neo4j
	@$(BIN)/pytest -q -m neo4j

cov: .venv/dev.stamp web ## the suite with branch coverage
	@$(BIN)/pytest -q --cov --cov-report=term-missing:skip-covered

web: .venv/run.stamp ## build the pages when their sources changed
	@$(BIN)/python -m visual.bundle

schema: .venv/dev.stamp ## print api/schema.graphql anew
	@$(BIN)/wulian api print-schema > api/schema.graphql

words: .venv/dev.stamp ## the traditional texts of the pages from the simplified ones
	@$(BIN)/python -m visual.traditional && $(BIN)/python -m visual.codes

docs: .venv/dev.stamp ## draw the generated pages of docs/ anew
	@$(BIN)/python -m graph_schema.docs && $(BIN)/python -m matching.docs && $(BIN)/python -m api.districts.pages && $(BIN)/python -m api.reference && $(BIN)/python -m tests.features && $(BIN)/python -m tests.facts

screenshots: .venv/dev.stamp web ## the pictures of the README, made by the browser tests
	@WULIAN_SCREENSHOTS=1 $(BIN)/pytest -q --timeout 1800 tests/journeys

bench: .venv/dev.stamp ## every measure against its peer
	@for name in flow load evaluate matching coverage api; do $(BIN)/wulian bench $$name; done

dist: .venv/dev.stamp web ## sdist and wheel
	@$(BIN)/python -m build --no-isolation

lock: .venv/dev.stamp ## resolve the locks anew
	@$(LOCK) --extra build -o requirements.lock pyproject.toml
	@$(LOCK) --extra dev -o requirements-dev.lock pyproject.toml

clean: ## remove what was built; the data in .wulian stays
	@rm -rf .venv .cache visual/static visual/web/node_modules dist

.venv/bin/python:
	@echo "== Python environment (.venv)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12 run")'
	@$(PYTHON) -m venv .venv

.venv/run.stamp: requirements.lock pyproject.toml | .venv/bin/python
	@echo "== Python packages, hash-locked (about a minute the first time)"
	@$(PIP) install --quiet --progress-bar on --require-hashes --no-deps -r requirements.lock
	@$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev.stamp: requirements-dev.lock pyproject.toml | .venv/run.stamp
	@echo "== Packages of the test suite, hash-locked"
	@$(PIP) install --quiet --progress-bar on --require-hashes --no-deps -r requirements-dev.lock
	@$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $@
