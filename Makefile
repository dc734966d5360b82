# `make figures` and `make test` need only python3 (3.11 or newer) and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
NOTEBOOKS := $(sort $(wildcard notebooks/*.ipynb))

# The same bytes on every machine: one thread, one hash seed, no user settings.
export PYTHONHASHSEED := 0
export OMP_NUM_THREADS := 1
export OPENBLAS_NUM_THREADS := 1
export MPLCONFIGDIR := $(CURDIR)/$(VENV)/matplotlib
export JUPYTER_CONFIG_DIR := $(CURDIR)/$(VENV)/jupyter
export IPYTHONDIR := $(CURDIR)/$(VENV)/ipython

.DEFAULT_GOAL := help
.PHONY: help env figures test check notebooks lab golden lock clean

help: ## Show what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /|/' | column -t -s '|' 2>/dev/null \
	  || grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST)

env: $(READY) ## Set up .venv with the locked packages

$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "$(PYTHON) is older than 3.11: name a newer one, as in 'make PYTHON=python3.12 $(MAKECMDGOALS)'"; exit 1; }
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV) || { \
	  echo "$(PYTHON) cannot make a virtual environment: install its venv module, or name another python"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

figures: $(READY) ## Run the notebooks and write figures/
	$(BIN)/jupyter execute $(NOTEBOOKS)

test: $(READY) ## Run the tests (under five minutes)
	$(BIN)/python -m pytest

check: $(READY) ## Lint, types, notebooks and whether figures/ is up to date
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(MAKE) --no-print-directory notebooks
	$(BIN)/kcdanalysis figures data/kcd-zurich-2023.md -o figures --check

notebooks: $(READY) ## Test that the notebooks run, in a folder of their own
	rm -rf $(VENV)/notebooks && mkdir -p $(VENV)/notebooks
	cp -R notebooks data $(VENV)/notebooks
	mkdir $(VENV)/notebooks/tests && cp -R tests/sources $(VENV)/notebooks/tests
	cd $(VENV)/notebooks && ../bin/python -m pytest --nbmake notebooks -p no:cacheprovider -c /dev/null

lab: $(READY) ## Open JupyterLab on the notebooks
	$(BIN)/jupyter lab --notebook-dir=notebooks

golden: $(READY) ## Rewrite the golden tables of the source samples
	GOLDEN=rewrite $(BIN)/python -m pytest tests/sources

lock: $(READY) ## Renew requirements.txt from pyproject.toml
	$(BIN)/uv pip compile --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
	  --upgrade --all-extras --custom-compile-command 'make lock' \
	  pyproject.toml -o requirements.txt

clean: ## Remove what was made here, the figures excepted
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
