# The commands of the suite; README.md explains them. Each installs what it needs before it starts.
.DEFAULT_GOAL := help
SHELL := /bin/sh
VENV ?= .venv
PYTHON := $(VENV)/bin/python
PYTEST := $(PYTHON) -m pytest

.PHONY: help setup conformance live smoke test test-quick lint doctor lookalikes live-twin own-folders lock audit worlds world check preflight preflight-proof nightly install-nightly bench soak screenshots down clean

help: ## Lists these commands
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

setup: ## Installs what is missing: engine, Python environment
	@scripts/setup $(VENV)

conformance: setup ## Runs every check against a fresh twin and writes reports/latest/
	@$(PYTEST) suites $(ARGS)

live: ## Checks the deployment at URL=https://..., or the one that DEPLOYMENT=FILE describes; makes no twin, needs no engine
	@scripts/setup $(VENV) without-engine
	@$(PYTEST) suites $(if $(DEPLOYMENT),--deployment $(DEPLOYMENT),--url $(URL)) $(ARGS)

smoke: setup ## The same without disruptive, slow and browser checks
	@$(PYTEST) suites -m "not disruptive and not slow and not browser" $(ARGS)

doctor: ## Lists what a twin needs of this machine and its Docker engine, and what to do where something is missing
	@[ -x $(PYTHON) ] || { echo "There is no Python environment in $(VENV) yet: run make setup first." >&2; exit 2; }
	@$(PYTHON) -m fixtures.lab doctor

lint: setup ## Format, lint and types
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m mypy

test: lint ## Everything that must pass before a change lands
	@$(PYTEST) selftest -m "not lookalikes and not live_twin and not own_folders"
	@$(PYTEST) suites $(ARGS)

test-quick: setup ## The self-tests nearest to what was changed, without a twin, in less than a minute
	@$(PYTHON) -m selftest.nearest $(ARGS)

lookalikes: setup ## Runs flavours seed and upstream, whole, with images that look like the published ones
	@$(PYTEST) selftest/lookalikes

live-twin: setup ## Judges one twin twice, as a twin and as a live host by its URL alone, and compares the verdicts
	@$(PYTEST) selftest/twin/test_live_twin.py

own-folders: setup ## Tries the twin with the files of admins as they are, and sees what is wrong with them named
	@$(PYTEST) selftest/twin/test_own_folders.py

lock: setup ## Writes every requirements.txt anew from the requirements.in beside it: all that is brought along, with hashes
	@scripts/lock $(PYTHON)

audit: setup ## Says what is known against the libraries, and which security updates the images lack; for a nightly log
	@$(PYTHON) -m fixtures.audit

worlds: setup ## Breaks the twin in every known way and sees the suite turn red; writes reports/worlds/
	@$(PYTHON) -m fixtures.worlds $(ARGS)

world: setup ## Breaks a kept twin in one way, ID=turn-stopped, and says whether the suite sees it
	@$(PYTHON) -m fixtures.worlds --keep $(ID)

check: setup ## Decides one requirement, ID=EDGE-01, on a kept twin
	@$(PYTEST) suites --require $(ID) --keep $(ARGS)

preflight: setup ## Says whether CANDIDATE="..." is safe, and what changes against CURRENT="..." (default: as this checkout has it)
	@$(PYTHON) -m fixtures.preflight --candidate "$(CANDIDATE)" --current "$(CURRENT)" $(ARGS)

preflight-proof: setup ## Hands known changes to the preflight; one line for each: expected, said, seconds
	@$(PYTHON) -m fixtures.preflight.proof $(ARGS)

bench: setup ## Measures bring-up, chapters and checks; writes reports/bench.json
	@$(PYTHON) -m fixtures.bench $(ARGS)

soak: setup ## Runs `make smoke` until a hundred in a row are green; goes on where it was interrupted
	@$(PYTHON) -m fixtures.bench.soak $(ARGS)

screenshots: setup ## Tries a change that breaks the twin, and takes the README's pictures of what is said of it
	@$(PYTHON) -m selftest.twin.screenshots $(ARGS)

nightly: setup ## One run that nobody watches: history, page, and a message when the verdict changes; ARGS="-- PYTEST OPTIONS"
	@$(PYTHON) -m fixtures.nightly $(ARGS)

install-nightly: ## Installs a systemd timer for `make nightly` on this host; settings are in /etc/jitsi-conformance.env
	@scripts/nightly install

down: ## Removes every twin and what `setup` started; images stay
	@if ! [ -x $(PYTHON) ] || ! docker info >/dev/null 2>&1 || $(PYTHON) -m fixtures.lab down; then scripts/engine stop; fi

clean: ## Removes the images, downloads and the virtual environment as well
	@if ! [ -x $(PYTHON) ] || ! docker info >/dev/null 2>&1 || $(PYTHON) -m fixtures.lab clean; then scripts/engine stop; fi
	@rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
