PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
TOPIC ?=

.PHONY: install test check demo bench clean

install: $(VENV)/installed

$(VENV)/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(RUN) -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@
