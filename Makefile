PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
TOPIC ?=
# One more than there are processors: many tests wait, for a clock or for a service.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) + 1)')
CITEPROC_JS := 2.4.63
AXE := 4.14.1

.PHONY: install citeproc-js axe-core test torture check demo bench clean

install: $(VENV)/installed

$(VENV)/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(RUN) -m pip install --quiet --disable-pip-version-check -c constraints.txt --upgrade pip
	$(RUN) -m pip install --quiet -c constraints.txt -e '.[dev]'
	@touch $@

# The reference processor of CSL, which the golden files of formatted references are held to.
citeproc-js: .citeproc-js/$(CITEPROC_JS)

.citeproc-js/$(CITEPROC_JS):
	npm install --silent --no-audit --no-fund --prefix .citeproc-js citeproc@$(CITEPROC_JS)
	@touch $@

# What says whether a page is open to everyone, for the tests of the report.
axe-core: .axe-core/$(AXE)

.axe-core/$(AXE):
	npm install --silent --no-audit --no-fund --prefix .axe-core axe-core@$(AXE)
	@touch $@

# Everything CI runs: style, types, tests with the branch coverage they reach.
test: install
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy
	$(RUN) -m compileall -q sscmsc
	$(RUN) -m pytest -n $(WORKERS) --dist loadfile --cov=sscmsc --cov-branch --cov-report=
	$(RUN) -m coverage report --fail-under=95

# What a library survives, counted: every command under failing disks, power failures, faults in
# system calls (needs strace), many processes at once, and kill -9. Takes about a quarter of an hour.
torture: install
	$(RUN) -m compileall -q sscmsc
	$(RUN) -m pytest -q -n $(WORKERS) --dist load -m torture --durations=15 tests

# A short check while working: no coverage, tests side by side.
check: install
	$(RUN) -m ruff check .
	$(RUN) -m mypy
	$(RUN) -m pytest -q -n auto

# Fetch a review with its references from a loopback copy of the services, then list and export.
demo: install
	$(RUN) -m tests.demo

# Figures against their bounds: make bench, or make bench TOPIC=parse
bench: install
	$(RUN) -m bench $(TOPIC)

clean:
	rm -rf $(VENV) .citeproc-js .axe-core .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage*
