# Two commands: `make run` serves the demo county, `make test` installs what tests need and runs everything.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
PYTEST := $(BIN)/python -m pytest -q -n 2 --dist loadscope --no-loadscope-reorder

# What never asks the database anything that its engine could answer in another way.
NO_DATABASE := analysis test_running.py $(patsubst %,contracts/test_%.py,borders cross_site layers rare_pages raw_words \
  reading reading_age routes sources templates) $(patsubst %,kit/test_%.py,brand charts fields in_browser origin \
  page_checks paging rendering static tokens)

.PHONY: run test check format install install-tests chromium unit postgres journeys requirements migration pictures clean

run: install
	@PORT=$(PORT) HEARD_DEMO=1 $(BIN)/python -m feedback run

test: install-tests chromium check unit postgres journeys
	@echo "Everything passed: format, lint, types, layers, SQLite, PostgreSQL and the browser."

install: $(VENV)/installed
install-tests: $(VENV)/installed-tests

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Heard needs Python 3.11 or newer. Name one with: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Python's venv module is missing. On Debian or Ubuntu: sudo apt-get install python3-venv"; exit 1; }

$(VENV)/installed: requirements/run.txt | $(VENV)/bin/python
	@echo "Installing what Heard needs (about a minute the first time) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements/run.txt
	@touch $@

$(VENV)/installed-tests: requirements/test.txt | $(VENV)/bin/python
	@echo "Installing what the tests need …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements/test.txt
	@touch $@ $(VENV)/installed

chromium:
	@sh tests/install_chromium.sh

check:
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format:
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

unit:
	HEARD_TEST_ENGINE=sqlite $(PYTEST) tests --ignore tests/journeys

postgres:
	HEARD_TEST_ENGINE=postgres $(PYTEST) tests --ignore tests/journeys $(patsubst %,--ignore tests/%,$(NO_DATABASE))
	HEARD_TEST_ENGINE=postgres $(PYTEST) tests/journeys/test_voice.py

journeys:
	HEARD_TEST_ENGINE=sqlite $(PYTEST) tests/journeys

# For maintainers.

requirements:
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 pyproject.toml -o requirements/run.txt
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 pyproject.toml --extra transformer --extra cluster --group dev -c requirements/run.txt -o requirements/test.txt

migration: install
	$(BIN)/python -m feedback make-migration

pictures: install-tests chromium
	$(BIN)/python -m tests.pictures docs/pictures

clean:
	rm -rf $(VENV) var
