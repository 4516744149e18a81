# Two commands do all the set-up: `make demo` runs the main job, `make test` passes the tests.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO := data/examples/unprotective_advice/session.txt

.PHONY: demo test lint docs examples bench clean

$(VENV)/.core: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed, found " + sys.version.split()[0]) if sys.version_info < (3, 11) else 0'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/.dev: $(VENV)/.core
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[models]' --group dev
	touch $@

demo: $(VENV)/.core
	mkdir -p out
	$(BIN)/analyzer report $(DEMO)
	$(BIN)/analyzer report $(DEMO) --html out/report.html
	@echo "Open out/report.html in a browser."

test: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2 --dist loadfile

docs: $(VENV)/.core
	$(BIN)/python docs/build.py

examples: $(VENV)/.core
	$(BIN)/python data/examples/build.py

clean:
	rm -rf $(VENV) out build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
