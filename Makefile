# The list of things one can do here. Each target does all of its own set-up; only Python 3.11+ and make are needed.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
PORT ?= 8000
BIN := .venv/bin

.PHONY: install install-dev serve test check format bench image

install: .venv/installed
install-dev: .venv/installed-dev

.venv/installed: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

.venv/installed-dev: requirements-dev.lock .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

serve: export SNHR_PUBLIC_URL ?= http://127.0.0.1:$(PORT)
serve: install
	$(BIN)/snhr-api serve --sample --host 127.0.0.1 --port $(PORT)

test: install-dev
	$(BIN)/python -m pytest -n 2 --dist loadfile

check: install-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m pytest -n 2 tests/contracts/test_code.py tests/contracts/test_migrations.py tests/contracts/test_settings.py

format: install-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# SIZE publications, ROUNDS rounds of SECONDS each: `make bench SIZE=2000 ROUNDS=1 SECONDS=1` is a short run.
SIZE ?= 10000
ROUNDS ?= 5
SECONDS ?= 2
bench: install-dev
	$(BIN)/python -m bench --size $(SIZE) --rounds $(ROUNDS) --seconds $(SECONDS)

image:
	docker build -t snhr-api .
