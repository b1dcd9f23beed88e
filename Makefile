# `make` lists the targets. VENV=, PYTHON=, HOST=, PORT= and HEADWAY_VAR= may be set on the command line.
VENV ?= .venv
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
# Each process of the tests has a PostgreSQL and a Valkey of its own.
SIDE_BY_SIDE := -n logical --maxprocesses 4 --dist worksteal

export PATH := $(abspath $(VENV))/bin:$(PATH)
RUN := $(VENV)/bin/python

.DEFAULT_GOAL := help
.PHONY: help setup run demo test browser-test chaos check messages requirements clean

help:  ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup:  ## Install everything into .venv and build the pages (quick when nothing changed)
	@command -v $(PYTHON) >/dev/null || { echo "make setup: there is no $(PYTHON): install Python 3.11 or newer."; exit 1; }
	@$(PYTHON) tools/install.py --venv $(VENV)

run: setup  ## Start Headway on http://localhost:8000 (Ctrl-C stops it)
	@exec $(RUN) manage.py serve --host $(HOST) --port $(PORT)

demo: setup  ## Start Headway with a course of simulated participants
	@exec $(RUN) manage.py serve --demo --host $(HOST) --port $(PORT)

test: setup  ## Run the tests (they start their own PostgreSQL and Valkey)
	$(RUN) -m pytest -q $(SIDE_BY_SIDE)
	cd frontend && npm run --silent test

browser-test: setup  ## Run the tests that drive a headless Chromium
	$(RUN) -m pytest -q -m browser $(SIDE_BY_SIDE)

chaos: setup  ## Break the running product in one way after the other, and see that nothing is lost (7 minutes)
	$(RUN) -m pytest -q -m chaos

check: setup  ## Lint and type-check everything
	$(RUN) -m ruff check .
	$(RUN) -m mypy
	$(VENV)/bin/lint-imports
	cd frontend && npm run --silent lint && npm run --silent typecheck

messages:  ## Bring new sentences into engagement/locale and compile it (needs gettext)
	cd engagement && $(abspath $(RUN)) ../manage.py makemessages --locale de --no-obsolete --no-wrap --add-location file
	cd engagement && $(abspath $(RUN)) ../manage.py compilemessages --locale de

requirements:  ## Pin requirements/*.in again (needs uv)
	@for list in runtime dev build; do \
		uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
			--no-annotate --no-header requirements/$$list.in --output-file requirements/$$list.txt || exit 1; done

clean:  ## Remove what was installed and built, and keep the data in var/
	rm -rf $(VENV) frontend/node_modules frontend/dist .mypy_cache .pytest_cache .ruff_cache
