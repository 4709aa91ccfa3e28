# Two commands for everybody: make serve, make test.
# Both make .venv first (Python's own venv, versions from constraints.txt); a second call is quick.
# make prints each command that it runs; nothing here does more than what it prints.
#
#   make serve   the service at http://127.0.0.1:8000/   (ARGS="--port 9000" hands options on)
#   make test    the whole test suite                    (ARGS="-k shapes" hands options on)
#   make check   the content: syntax, shapes, OWL, rules (ARGS="graph/letters.ttl" for one file)
#   make floor   what is measured of the content, as the floor that make check holds it to
#   make lint    ruff: rules and formatting
#   make types   mypy, strict
#   make frontend  build the query editor and the drawings (needs Node and npm's registry)
#   make messages  bring new sentences into the catalogues of translations
#   make tables  write the tables of docs/findings.md from the dataset
#   make pictures  take the pictures of docs/pictures anew, with the chromium on the PATH
#   make bridge  write the bridge files from the table of alignments
#   make clean   remove what make and the tools made, .venv included
#   make constraints   resolve all versions anew into constraints.txt
#
# PYTHON=python3.12 make serve picks another interpreter.

PYTHON ?= python3
ARGS ?=
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
FRESH := $(VENV)-constraints

.DELETE_ON_ERROR:
.PHONY: serve test check floor lint types frontend messages tables pictures bridge clean constraints

serve: $(STAMP)
	$(BIN)/trilogue serve $(ARGS)

test: $(STAMP)
	$(BIN)/python -m pytest $(ARGS)

check: $(STAMP)
	$(BIN)/trilogue check --floor tests/curated/floor.json $(ARGS)

floor: $(STAMP)
	$(BIN)/trilogue check --skip-reasoner --format floor > floor.new
	mv floor.new tests/curated/floor.json

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/mypy

bridge: $(STAMP)
	PYTHONPATH=service $(BIN)/python tests/support/alignments.py

tables: $(STAMP)
	PYTHONPATH=service $(BIN)/python tests/support/tables.py

pictures: $(STAMP)
	PYTHONPATH=service:tests/support $(BIN)/python tests/browser/screenshots.py

frontend: $(STAMP)
	$(BIN)/python service/frontend_bundle.py

messages: $(STAMP)
	PYTHONPATH=service $(BIN)/python tests/support/catalogues.py

$(STAMP): pyproject.toml constraints.txt service/build_hook.py service/frontend_bundle.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Trilogue needs Python 3.11 or newer; '$(PYTHON)' is older or missing." >&2; \
	  echo "Install one and name it, for example: PYTHON=python3.12 make $(or $(MAKECMDGOALS),serve)" >&2; \
	  exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[reasoner,exports,agents,dev]'
	@# pip does not show what its build hooks say, and goes on without the bundle.
	@$(BIN)/python service/frontend_bundle.py --check || true
	@touch $@

constraints:
	$(PYTHON) -m venv --clear $(FRESH)
	$(FRESH)/bin/python -m pip install --quiet --editable '.[reasoner,exports,agents,dev,bench]'
	sed -n '/^#/p' constraints.txt > constraints.new
	$(FRESH)/bin/python -m pip freeze --exclude-editable >> constraints.new
	mv constraints.new constraints.txt
	rm -rf $(FRESH)

clean:
	rm -rf $(VENV) $(FRESH) .trilogue build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	rm -rf service/trilogue/web/static/built service/frontend/node_modules
	find service tests -name __pycache__ -type d -prune -exec rm -rf {} +
