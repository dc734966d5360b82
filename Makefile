# `make figures` and `make test` need only python3 (3.11 or newer) and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
NOTEBOOKS := $(sort $(wildcard notebooks/*.ipynb))
EXECUTED := $(NOTEBOOKS:%=docs/%)

# The same bytes on every machine: one thread, one hash seed, no user settings.
export PYTHONHASHSEED := 0
export OMP_NUM_THREADS := 1
export OPENBLAS_NUM_THREADS := 1
export MPLCONFIGDIR := $(CURDIR)/$(VENV)/matplotlib
export JUPYTER_CONFIG_DIR := $(CURDIR)/$(VENV)/jupyter
export IPYTHONDIR := $(CURDIR)/$(VENV)/ipython
# Each process that compiled all modules anew would take seconds longer.
export PYTHONPYCACHEPREFIX := $(CURDIR)/$(VENV)/pycache
unexport PYTHONDONTWRITEBYTECODE

# pip installs uv alone, and uv the rest, six times as fast; it is told of the package index that
# pip is configured with. Where uv cannot run or reach the index, pip does all of it.
export VIRTUAL_ENV := $(CURDIR)/$(VENV)
PIP := $(BIN)/python -m pip --disable-pip-version-check
INDEX := $$($(PIP) config list | sed -n "s/^.*\.index-url='\(.*\)'/\1/p" | tail -n 1)
uv = UV_DEFAULT_INDEX="$${UV_DEFAULT_INDEX:-$(INDEX)}" $(BIN)/uv
install = $(uv) pip install --quiet $(1) \
  || $(PIP) install --quiet $(1)

.DEFAULT_GOAL := help
.PHONY: help env figures docs test test-long test-oldest check lab golden lock wheel sbom audit clean

help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /|/' | column -t -s '|' 2>/dev/null \
	  || grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST)

env: $(READY) ## Set up .venv with the locked packages

$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "$(PYTHON) is older than 3.11: name a newer one, as in 'make PYTHON=python3.12 $(MAKECMDGOALS)'"; exit 1; }
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV) || { \
	  echo "$(PYTHON) cannot make a virtual environment: install its venv module, or name another python"; exit 1; }
	@awk '/^[^ ]/ { uv = /^uv==/ } uv' requirements.txt > $(VENV)/uv.txt
	@echo "Installing the locked packages into $(VENV)"
	@$(PIP) install --quiet --require-hashes --only-binary :all: -r $(VENV)/uv.txt || echo "no uv here: pip installs"
	@$(call install,--require-hashes -r requirements.txt)
	@$(call install,--no-deps --no-build-isolation -e .)
	@touch $@

figures: $(READY) ## Run the notebooks and write figures/
	@rm -rf docs/notebooks && mkdir -p docs/notebooks
	@$(MAKE) --no-print-directory -j 2 $(EXECUTED)

# The notebook on themes comes after that on topics: it writes the page of all figures.
docs/notebooks/03-themes.ipynb: docs/notebooks/02-topics.ipynb
docs/notebooks/%.ipynb: notebooks/%.ipynb
	$(BIN)/jupyter nbconvert --log-level WARN --to notebook --execute \
	  --output-dir docs/notebooks $<

docs: figures ## Build the documentation in site/html, with the notebooks as they ran
	$(BIN)/sphinx-build --fail-on-warning --keep-going --quiet -d site/doctrees docs site/html

test: $(READY) ## Run the tests on all cores (under three minutes)
	$(BIN)/python -m pytest -n auto --dist loadfile $(TESTS)

test-long: export HYPOTHESIS_PROFILE := long
test-long: $(READY) ## Draw every figure for 200 generated programmes, and try 400 examples of each property
	$(BIN)/python -m pytest -n auto --dist loadfile --programmes 200 --clients

# Tools of the tests alone are the newest; what users install is the oldest that we allow.
OLDEST := $(VENV)/oldest
test-oldest: $(READY) ## Test with the oldest supported versions of what users need
	@$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(OLDEST)
	@$(uv) pip compile --quiet --no-header --no-annotate --resolution lowest-direct \
	  --extra readers --extra web pyproject.toml -o $(OLDEST)/oldest.txt
	@VIRTUAL_ENV=$(CURDIR)/$(OLDEST) $(uv) pip install --quiet -r $(OLDEST)/oldest.txt \
	  pytest pytest-xdist hypothesis html5lib "statsmodels>=0.14.6"
	$(OLDEST)/bin/python -m pytest -n auto --dist loadfile -p no:cacheprovider \
	  -W ignore::DeprecationWarning $(or $(TESTS),tests/sources tests/themes tests/topics tests/test_talks.py tests/test_files.py)

check: $(READY) ## Lint, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

lab: $(READY) ## Open JupyterLab on the notebooks
	$(BIN)/jupyter lab --notebook-dir=notebooks

golden: $(READY) ## Rewrite the golden tables of the samples
	GOLDEN=rewrite $(BIN)/python -m pytest tests/sources/test_golden.py

lock: $(READY) ## Renew requirements.txt from pyproject.toml
	$(BIN)/uv pip compile --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
	  --upgrade --all-extras --custom-compile-command 'make lock' \
	  pyproject.toml -o requirements.txt

# The same bytes for the same commit; the tests build it twice.
wheel: export SOURCE_DATE_EPOCH = $(shell git log -1 --format=%ct)
wheel: $(READY) ## Build the wheel in dist/
	$(BIN)/python -m hatchling build -t wheel

sbom: $(READY) ## Write the bill of materials, dist/sbom.json (CycloneDX), from the lock
	@mkdir -p dist
	$(uv) tool run --from cyclonedx-bom cyclonedx-py requirements requirements.txt \
	  --pyproject pyproject.toml --output-reproducible --of JSON -o dist/sbom.json

audit: $(READY) ## Look for known vulnerabilities of the locked packages (needs the network)
	@$(uv) tool run pip-audit --disable-pip --require-hashes --progress-spinner off \
	  -r requirements.txt > $(VENV)/audit.txt 2>&1; code=$$?; cat $(VENV)/audit.txt; \
	if grep -q 'could not be audited' $(VENV)/audit.txt || ! grep -q vulnerabilit $(VENV)/audit.txt; then \
	  echo "not all is audited: the index here has no list of vulnerabilities; run it with another one"; \
	  exit 1; fi; exit $$code

clean: ## Remove what was made here, the figures excepted
	rm -rf $(VENV) build dist site docs/notebooks .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
