# `make demo` and `make test` set up everything they need; only Python 3.11 or newer, git and make are required.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# Byte code goes into .venv, so that a run creates nothing else.
export PYTHONPYCACHEPREFIX := $(CURDIR)/$(VENV)/pycache

.PHONY: demo test lint format rules docs benchmark faults fuzz clean

demo: $(VENV)/.installed ## run the main job on the embedded engine, in a throw-away data folder
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh demo/main-job

# T selects tests: make test T=tests/sync, make test T="tests/cli -k push", make test T="-m 'not slow and not processes'"
test: lint ## all checks: ruff, mypy strict, the import contracts, pytest; T=... selects tests
	$(BIN)/pytest -n auto $(T)

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.installed-dev
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

rules: $(VENV)/.installed-dev ## write the rule table of docs/rules.md
	$(BIN)/python -m tests.documentation --rules

docs: $(VENV)/.installed-dev ## run the commands in the documentation, and update the output that it shows and the rule table
	$(BIN)/python -m tests.documentation

benchmark: $(VENV)/.installed-dev ## start-up time, compared with `import typer`
	$(BIN)/python benchmarks/startup.py

faults: $(VENV)/.installed-dev ## push with every fault at every request, with several faults, and with kills: over an hour on two cores
	$(BIN)/python -m tests.matrix

fuzz: $(VENV)/.installed-dev ## hostile answers for a minute, and files of validate, guided by coverage, where atheris installs
	$(BIN)/python fuzz/answers.py 60
	@if $(BIN)/python -I -m pip install --quiet --disable-pip-version-check 'atheris>=3,<4'; \
	then $(BIN)/python fuzz/validate.py 60; \
	else echo "atheris needs Python 3.11 or 3.12: validate was not fuzzed" >&2; fi

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(VENV)/.made:
	@$(PYTHON) -I -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "personactl needs Python 3.11 or newer; name one: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 2; }
	@$(PYTHON) -I -m venv $(VENV) || \
	  { rm -rf $(VENV); echo "this Python cannot create virtual environments; on Debian: apt-get install python3-venv" >&2; exit 2; }
	@touch $@

$(VENV)/.installed: $(VENV)/.made pyproject.toml constraints.txt
	$(BIN)/python -I -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.made pyproject.toml constraints.txt
	$(BIN)/python -I -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@ $(VENV)/.installed
