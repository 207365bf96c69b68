# `make demo` and `make test` do all their own set-up: Python 3.11 or newer, git and make are enough.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# Byte code goes where the rest of what is made goes, so that a run leaves nothing behind but .venv.
export PYTHONPYCACHEPREFIX := $(CURDIR)/$(VENV)/pycache

.PHONY: demo test lint format rules docs benchmark faults fuzz clean

demo: $(VENV)/.installed ## run the main job on the embedded engine, in a throw-away data folder
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh demo/main-job

# T names a part: make test T=tests/sync, make test T="tests/cli -k push", make test T="-m 'not slow and not processes'"
test: lint ## everything that must hold: ruff, mypy strict, the import contract, pytest; T=... for a part of the tests
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

docs: $(VENV)/.installed-dev ## run the documents, write the output that they show, and the rule table
	$(BIN)/python -m tests.documentation

benchmark: $(VENV)/.installed-dev ## start-up time, side by side with what it is compared to
	$(BIN)/python benchmarks/startup.py

faults: $(VENV)/.installed-dev ## every fault at every position of a push, mixtures, kills: more than an hour on two cores
	$(BIN)/python -m tests.matrix

fuzz: $(VENV)/.installed-dev ## feed validate what nobody would write, for a minute, guided by coverage; Python 3.11 or 3.12
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'atheris>=3,<4'
	$(BIN)/python fuzz/validate.py 60

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "personactl needs Python 3.11 or newer; name one: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV) || \
	  { rm -rf $(VENV); echo "this Python cannot make environments; on Debian: apt-get install python3-venv" >&2; exit 2; }
	@touch $@

$(VENV)/.installed: $(VENV)/.made pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.made pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@ $(VENV)/.installed
