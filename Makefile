# Athena. `make` or `make help` lists what there is.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.setup-done
BENCH_STAMP := .venv/.bench-done
WORKSPACE ?= workspace
JOBS ?= 2
PORT ?= 8080

.DEFAULT_GOAL := help
.PHONY: help setup demo browser test coverage soak check bench lock clean

help: ## Say what each target does
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | awk -F'\t' '{printf "  make %-8s %s\n", $$1, $$2}'

setup: $(STAMP) ## Build .venv from the pinned, hashed requirements (seconds when nothing changed)

$(STAMP): requirements/dev.txt requirements/uv.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements/uv.txt requirements/dev.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@rm -f $(BENCH_STAMP)
	@touch $@

# exec, so that Ctrl-C and SIGTERM reach the server itself.
demo: setup ## Build Northmere (PEOPLE=, WORKSPACE=), or take in DATA=path..., and serve it (PORT=; SERVE=0: do not)
	@$(BIN)/athena demo --workspace "$(WORKSPACE)" $(if $(DATA),$(DATA),$(if $(PEOPLE),--people $(PEOPLE)))
	@$(if $(filter 0,$(SERVE)),true,exec $(BIN)/athena serve --workspace "$(WORKSPACE)" --port $(PORT) $(if $(DATA),,--demo))

browser: ## Install Debian's Chromium where apt and root allow; without it the console's browser tests are skipped
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && timeout 300 sh -c 'apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-liberation' >/dev/null 2>&1; } || echo "No Chromium: the browser tests will be skipped, and say so."

test: setup browser ## Run every test that belongs to a change (warnings are errors, no network)
	@$(BIN)/python -m pytest -n $(JOBS) --dist loadgroup --no-loadscope-reorder -m "not soak" $(COVERAGE)

coverage: ## Run the same tests and report the lines and branches they reach (twice as long: 22 minutes on two cores)
	@$(MAKE) --no-print-directory test COVERAGE="--cov --cov-report=term"

soak: setup ## Run the tests that take minutes
	@$(BIN)/python -m pytest -m soak

check: setup ## Lint, format, types, layers, docs
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest -q tests/docs/test_pages.py

bench: setup $(BENCH_STAMP) ## Measure speed and memory beside named peers; see bench/README.md
	@$(BIN)/python -m bench

$(BENCH_STAMP): requirements/bench.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/bench.txt
	@touch $@

lock: setup ## Compile the pins again after a change to pyproject.toml or requirements/*.in
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes requirements/uv.in -o requirements/uv.txt
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes pyproject.toml -o requirements/core.txt
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes -c requirements/core.txt pyproject.toml requirements/dev.in -o requirements/dev.txt
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes -c requirements/dev.txt pyproject.toml requirements/dev.in requirements/bench.in -o requirements/bench.txt

clean: ## Remove what make built (never a workspace)
	@rm -rf .venv .coverage* .pytest_cache .mypy_cache .ruff_cache .hypothesis htmlcov
