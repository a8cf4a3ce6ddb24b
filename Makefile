# make            what there is
# make web        the web app, built into the Python package
# make demo       a server, toloka-kit and a virtual crowd (ONCE=1 stops at the end)
# make test       lint and tests
# make accept     long checks and those against outside parts (TOLOKA_KIT_SRC=... names toloka-kit's source)
# make bench      the table of measurements
# make bench-ui   how fast the web app is, on a laptop and on a slow phone
# make test-ui    the web app's tests alone, in a browser too where there is one
# make accept-ui  every component, sample and page of the web app in a browser
# make lint docs  the parts that need no tests
# make lock       resolve the lock files anew
# make clean      forget what was built
#
# A machine needs Python 3.11 or newer, which PYTHON=... may name, and make. Node is fetched where it has none.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

WORKERS ?= 2
ARGS ?=
UI_ARGS ?=

BIN := .venv/bin
PYTHON_FILES := src tests benchmarks examples scripts hatch_build.py

# Environments. Each has a stamp, newer than its lock file unless the lock file was changed since.
SERVER := .venv/.complete
KIT := .venv-kit/.complete
OUTSIDE := .venv-outside/.complete
MODULES := ui/node_modules/.complete

# The web app, and what it is made of.
WEB := src/talka/web/app/index.html
UI_FILES := $(shell find ui \( -name node_modules -o -path ui/browser \) -prune -o -type f ! -name '*.test.*' -print)
NODE := sh ../scripts/with_node.sh

.PHONY: help web demo test test-ui accept accept-ui bench bench-ui lint docs lock clean environments

help:
	@sed -n 's/^# \{0,1\}//p; /^$$/q' Makefile

environments: $(SERVER) $(KIT) $(MODULES)

.venv/.locked: requirements/dev.lock
	@sh scripts/environment.sh .venv $<
	@rm -f $(SERVER)
	@touch $@

$(SERVER): .venv/.locked pyproject.toml
	@$(BIN)/uv pip install --quiet --no-deps --no-build-isolation --python $(BIN)/python --editable .
	@touch $@

$(KIT): requirements/kit.lock | .venv/.locked
	@sh scripts/environment.sh .venv-kit $<
	@touch $@

# What outside parts need is tried only where it can be had: Airflow 2 knows no Python newer than 3.12.
$(OUTSIDE): requirements/outside.lock | .venv/.locked
	@sh scripts/environment.sh .venv-outside $< && touch $@ || echo "The outside parts cannot be installed here." >&2

# Nothing that comes from npm runs a script of its own when it is installed.
$(MODULES): ui/package-lock.json | .venv/.locked
	@echo "Installing ui/package-lock.json into ui/node_modules"
	@cd ui && $(NODE) npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

$(WEB): $(MODULES) $(UI_FILES)
	@cd ui && $(NODE) npm run --silent build
	@touch $@

web: $(WEB)

demo: $(SERVER) $(KIT) $(WEB)
	$(BIN)/python examples/digits/demo.py $(ARGS)

# Compiled once for the many processes that the tests start, whatever the shell says, and never beside the sources.
test test-ui: export PYTHONPYCACHEPREFIX := $(CURDIR)/.work/bytecode
test test-ui: export PYTHONDONTWRITEBYTECODE :=
test: lint $(KIT) $(WEB) test-ui
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

test-ui: $(SERVER) $(MODULES) $(WEB)
	cd ui && $(NODE) npx vitest run
	sh scripts/browser_tests.sh --project=app hour $(UI_ARGS)

accept: $(SERVER) $(KIT) $(OUTSIDE) $(WEB)
	$(BIN)/python -m pytest -m accept -s $(ARGS)

# Every interface, component and sample in a browser.
accept-ui: $(SERVER) $(MODULES) $(WEB)
	sh scripts/browser_tests.sh $(UI_ARGS)

bench: $(SERVER)
	$(BIN)/python -m benchmarks $(ARGS)

bench-ui: $(SERVER) $(MODULES) $(WEB)
	TALKA_FIGURES=1 sh scripts/browser_tests.sh --project=figures $(UI_ARGS)

lint: $(SERVER) $(MODULES)
	$(BIN)/ruff check --no-cache $(PYTHON_FILES)
	$(BIN)/ruff format --check $(PYTHON_FILES)
	$(BIN)/mypy
	$(BIN)/lint-imports
	cd ui && $(NODE) npm run --silent check

docs: $(SERVER)
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

# Versions stay as they are unless a bound in pyproject.toml or kit.in forces them; ARGS=--upgrade renews all.
COMPILE := $(BIN)/uv pip compile --quiet --python-version 3.11 --universal --generate-hashes \
	--no-emit-index-url --no-header --no-annotate

lock: $(SERVER)
	$(COMPILE) $(ARGS) pyproject.toml -o requirements/talka.lock
	$(COMPILE) $(ARGS) pyproject.toml --all-extras --group dev --group docs --group bench --group postgres \
		-o requirements/dev.lock
	$(COMPILE) $(ARGS) requirements/kit.in -o requirements/kit.lock
	$(COMPILE) $(ARGS) requirements/outside.in -o requirements/outside.lock
	$(COMPILE) $(ARGS) requirements/node.in -o requirements/node.lock

clean:
	rm -rf .venv .venv-kit .venv-outside .venv-node ui/node_modules src/talka/web/app
	rm -rf .work .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	rm -rf build dist site
	find src tests benchmarks examples scripts -name __pycache__ -prune -exec rm -rf {} +
