# make        set up, run the main job, print its accuracy and the path of its report
# make test   set up, run the tests
# The other targets: setup, check, test-all, systems, bench, faults, docs, browser, clean.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.set-up
WORKERS ?= 2

# Each worker of pytest is a process; a second thread in each would only make them wait for one another.
PYTEST := OMP_NUM_THREADS=1 pytest -n $(WORKERS) --dist loadscope -q

# Debian packages are installed when make runs as root, and named in a message when it does not.
AS_ROOT := [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq &&

export PATH := $(CURDIR)/$(BIN):$(PATH)

.DEFAULT_GOAL := run
.PHONY: run setup test test-all check systems bench faults docs browser compiler clean

run: setup compiler
	dvc repro
	unrolled result

setup: $(STAMP)

# torch comes first and from the constraints, so that nothing else chooses a build of it.
$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "unrolled needs Python 3.11 or newer; $(PYTHON) is older. Try: make PYTHON=python3.12" >&2; exit 2; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV) \
		|| { $(AS_ROOT) apt-get install -y -qq python3-venv >/dev/null && $(PYTHON) -m venv --clear $(VENV); } \
		|| { echo "this Python cannot make virtual environments. On Debian, as root: apt-get install python3-venv" >&2; exit 2; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt torch
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	unrolled schema
	touch $@

test: setup compiler
	$(PYTEST) -m 'not slow'

test-all: setup compiler browser
	$(PYTEST) -m slow

faults: setup compiler
	$(PYTEST) -m fault --faults-report

docs: setup
	$(PYTEST) tests/docs

# One slow test looks at the report in a real browser; where there is none it is skipped by name.
browser:
	@command -v chromium >/dev/null || { $(AS_ROOT) apt-get install -y -qq chromium >/dev/null; } \
		|| echo "no chromium, so the browser test will be skipped. On Debian, as root: apt-get install chromium" >&2

# Cells are compiled. Where CXX is set, its word counts, also that there is none.
compiler:
	@[ -n "$$CXX" ] || command -v c++ >/dev/null || { $(AS_ROOT) apt-get install -y -qq g++ >/dev/null; } \
		|| echo "no C++ compiler, so cells will run slower. On Debian, as root: apt-get install g++; else: pip install ziglang" >&2

check: setup
	ruff check .
	ruff format --check .
	pyright
	lint-imports
	codespell

systems: setup compiler
	$(PYTEST) -m system --systems-report

bench: setup compiler
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[bench]'
	python benchmarks/run.py

clean:
	rm -rf $(VENV) outputs .unrolled params.schema.json
