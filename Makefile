# Twinset. `make demo` runs it, `make test` tries it, `make help` lists the rest.

PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
PYTHONS := $(PYTHON) python3.14 python3.13 python3.12 python3 \
	$(wildcard $(HOME)/.pyenv/versions/3.1[2-9]*/bin/python3)

# What the tools remember lives under var/ as well.
export RUFF_CACHE_DIR := var/cache/ruff
export MYPY_CACHE_DIR := var/cache/mypy
export HYPOTHESIS_STORAGE_DIRECTORY := var/cache/hypothesis
export PYTHONPYCACHEPREFIX := $(CURDIR)/var/cache/python
unexport PYTHONDONTWRITEBYTECODE
PYTEST := $(BIN)/pytest -o cache_dir=var/cache/pytest

.DELETE_ON_ERROR:
.PHONY: help demo demo-reset install lock test test-night test-browser look test-crash test-services bench lighthouse check messages

help: ## This list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

demo: $(VENV)/.installed ## Twinset with its story on 127.0.0.1 (PORT=, PORTRAITS= with AI_SYSTEM=); Ctrl-C ends it
	@export SITE_URL="$${SITE_URL:-http://127.0.0.1:$(PORT)}"; \
	exec $(BIN)/python manage.py demo --port "$(PORT)" --end-with-parent \
		$(if $(PORTRAITS),--portraits "$(PORTRAITS)") $(if $(AI_SYSTEM),--ai-system "$(AI_SYSTEM)")

demo-reset: $(VENV)/.installed ## Throw the demo's data away
	@$(BIN)/python manage.py demo_reset

install: $(VENV)/.installed-dev ## .venv with all that developers use

test: $(VENV)/.installed-dev ## The tests, without any server (ARGS= for pytest)
	$(PYTEST) -n auto --dist worksteal $(ARGS)

test-night: $(VENV)/.installed-dev ## The promise, at fifty times the length and never the same (an hour)
	HYPOTHESIS_PROFILE=night $(PYTEST) -n auto tests/test_promise.py $(ARGS)

test-browser: $(VENV)/.installed-dev ## Journeys in a real browser (ARGS= for pytest)
	@command -v chromium >/dev/null || { \
		echo "The browser journeys need Chromium: install Debian's package chromium." >&2; exit 1; }
	$(PYTEST) -m browser --allow-hosts=127.0.0.1 tests/journeys $(ARGS)

look: $(VENV)/.installed-dev ## Every page in a real browser at every width, axe too, one JSON object a page (ARGS="--language de")
	@command -v chromium >/dev/null || { \
		echo "Looking at pages needs Chromium: install Debian's package chromium." >&2; exit 1; }
	@$(BIN)/python -m tests.looks $(ARGS)

test-services: $(VENV)/.installed-dev ## What needs a real PostgreSQL, on one that it starts and ends
	$(BIN)/python -m tests.services $(ARGS)

bench: $(VENV)/.installed-dev ## Measurements, one JSON object a line (ONLY= for the starts of names)
	@$(BIN)/python -m tests.bench $(ONLY)

lighthouse: $(VENV)/.installed-dev ## Lighthouse over the pages of the bar, one JSON object a line (ONLY= for the start of a name)
	@$(BIN)/python -m tests.lighthouse $(ONLY)

test-crash: $(VENV)/.installed-dev ## Rounds in which workers are killed in the middle
	$(PYTEST) -m crash --allow-hosts=127.0.0.1 tests/crash $(ARGS)

messages: $(VENV)/.installed-dev ## Write the sentences that are new into locale/ (then translate them)
	DJANGO_SETTINGS_MODULE=portal.settings.test $(BIN)/python manage.py messages


# --- make check -----------------------------------------------------------------------------------

CHECKS := $(addprefix check-,format lint types imports templates translations migrations deploy security audit)
.PHONY: $(CHECKS)

check: $(CHECKS) ## All that can be said without running it (-k goes on after a complaint)
$(CHECKS): $(VENV)/.installed-dev

check-format:
	$(BIN)/ruff format --check .

check-lint:
	$(BIN)/ruff check .

check-types:
	$(BIN)/mypy

check-imports:
	$(BIN)/lint-imports --no-logo --cache-dir var/cache/imports

check-templates:
	$(BIN)/djlint --lint templates

check-translations:
	DJANGO_SETTINGS_MODULE=portal.settings.test $(BIN)/python manage.py messages --check

check-migrations:
	DJANGO_SETTINGS_MODULE=portal.settings.test $(BIN)/python manage.py makemigrations --check --dry-run

# Production with throw-away values: what is checked is the settings, nothing is reached.
check-deploy:
	@mkdir -p var/assets
	DJANGO_SETTINGS_MODULE=portal.settings.prod \
	SECRET_KEY="$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))')" \
	ALLOWED_HOSTS=twinset.example SITE_URL=https://twinset.example \
	DATABASE_URL=sqlite://:memory: CACHE_URL=locmemcache:// CELERY_BROKER_URL=memory:// \
	STORAGE_URL="file://$(CURDIR)/var/storage" EMAIL_URL=smtp://mail.twinset.example:25 MAIL_FROM=twinset@twinset.example \
	C2PA_CERTIFICATE=none C2PA_PRIVATE_KEY=none AUDIT_SIGNING_KEY=none STORAGE_PLACE=here \
	WATERMARK_KEYS="$$($(BIN)/python -c 'import secrets; print(secrets.token_hex(32))')" \
	$(BIN)/python manage.py check --deploy --fail-level WARNING

check-security:
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive manage.py portal twins approvals

# Known vulnerabilities of what is installed; says so in a line where nobody can be asked.
check-audit:
	$(BIN)/python .ci/audit_packages.py requirements/base.txt


# --- .venv and the lock ---------------------------------------------------------------------------

$(BIN)/python:
	@for python in $(PYTHONS); do \
		"$$python" -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1 || continue; \
		echo "Making $(VENV) with $$("$$python" --version)."; \
		exec "$$python" -m venv --clear $(VENV); \
	done; \
	echo "Twinset needs Python 3.12 or newer with its venv module, and found none. Install one" \
		"(Debian, Ubuntu: python3 and python3-venv; macOS: brew install python; anywhere:" \
		"pyenv install 3.13), or name yours: make PYTHON=/path/to/python3 demo" >&2; exit 1

# uv takes seconds where pip takes minutes; both refuse what does not match the lock's hashes.
define install
	@echo "Installing $<."
	@uv=$$(command -v uv || command -v $(BIN)/uv) \
		&& "$$uv" pip install --quiet --python $(BIN)/python --require-hashes -r $< \
		|| $(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r $<
endef

$(VENV)/.installed: requirements/base.txt | $(BIN)/python
	$(install)
	@touch $@

$(VENV)/.installed-dev: requirements/dev.txt | $(BIN)/python
	$(install)
	@touch $@ $(VENV)/.installed

COMPILE = $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url \
	--python-version 3.12 --custom-compile-command "make lock" $(ARGS) pyproject.toml

lock: $(VENV)/.installed-dev ## Pin what pyproject.toml asks for (ARGS=--upgrade for the newest)
	$(COMPILE) --output-file requirements/base.txt
	$(COMPILE) --extra dev --constraint requirements/base.txt --output-file requirements/dev.txt
