# Port Region Monitor. `make help` lists what can be done here.
SHELL := /bin/sh
.DEFAULT_GOAL := help
# A half-made file is no file: the next make starts it again.
.DELETE_ON_ERROR:

PORT ?= 8501
# Workers for the whole suite; browser tests always share one worker, hence one server, and mostly wait there.
JOBS ?= 3

VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --no-input
RUN := $(VENV)/run.stamp
DEV := $(VENV)/dev.stamp
# The script of import-linter has the path of the folder it was installed in; this call has not.
LINT_IMPORTS := $(PY) -c 'from importlinter.cli import lint_imports_command as check; check()'
# macOS ships a make that cannot group the output of parallel jobs; it then mixes lines, nothing worse.
GROUPED := $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)

.PHONY: help run test check bench screenshots warehouse clean ruff types layers fast-tests

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: warehouse ## start the dashboard on http://localhost:8501 (another port: make run PORT=8600)
	@echo "Port Region Monitor: http://localhost:$(PORT) (Ctrl-C stops it)"
	@exec $(PY) -m streamlit run server.py --server.port $(PORT) --server.headless true

test: $(DEV) ## the whole test suite, with the browser journeys
	@$(PY) -m pytest -n $(JOBS) --dist loadgroup

check: $(DEV) ## style, types, layers and the fast tests, in under a minute
	@$(MAKE) --no-print-directory --jobs=2 --keep-going $(GROUPED) types fast-tests ruff layers

bench: $(DEV) ## measure; write bench/results/ and fail when a limit is exceeded
	@$(PY) -m bench.run

screenshots: $(DEV) ## every page at 1440 and 360 px, light and dark, into build/screenshots/
	@$(PY) -m tools.screenshots

clean: ## remove what make made; published vintages in data/warehouse/ stay
	rm -rf $(VENV) build .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

warehouse: $(RUN)
	@$(PY) -m etl build --if-missing

ruff: $(DEV)
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .

types: $(DEV)
	@$(PY) -m mypy

layers: $(DEV)
	@$(LINT_IMPORTS) --no-logo

fast-tests: $(DEV)
	@$(PY) -m pytest -q -n 2 -m "not browser and not slow"

# A stamp is younger than the pins it stands for: new pins are installed by the next command.
$(RUN): requirements.txt | $(PY)
	@echo "Installing what the dashboard needs ..."
	@$(PIP) -r requirements.txt
	@touch $@

$(DEV): requirements.txt requirements-dev.txt | $(PY)
	@echo "Installing what the tests need ..."
	@$(PIP) -r requirements-dev.txt
	@touch $(RUN) $@

# Made anew when missing or when the Python it was made from is gone (a dangling link is a missing file).
# The stamps live in the folder, so a new folder is filled anew; the Python's own date means nothing.
$(PY):
	@python=; \
	for name in $(PYTHON) python3 python3.11 python3.12 python3.13 python3.14 python; do \
	  if "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    python=$$name; break; \
	  fi; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "Port Region Monitor needs Python 3.11 or newer and found none: install one" \
	    "(https://www.python.org/downloads/), or name yours with make PYTHON=/path/to/python3." >&2; \
	  exit 1; \
	fi; \
	if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
	  echo "$$python cannot make a virtual environment because its parts venv and ensurepip are missing:" \
	    "install them (Debian and Ubuntu: sudo apt-get install python3-venv) and run make again." >&2; \
	  exit 1; \
	fi; \
	"$$python" -m venv --clear $(VENV)
