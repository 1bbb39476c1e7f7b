# `make` alone lists what there is. People, hooks and CI use the same recipes.
#
# All paths are relative and every tool is called as a module of .venv's Python, so that a checkout may lie
# in a directory with a space in its name.

.DEFAULT_GOAL := help
PY := .venv/bin/python
ARGS ?=

.PHONY: help setup styles run test check coverage mutate fix bench docs translations requirements lock sbom advisories clean clean-data

help: ## List these targets
	@awk 'BEGIN { FS = ":[^#]*## " } /^[a-z-]+:[^#]*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

setup: ## Make .venv, install the locked packages, build styles and translations (all others do so by themselves)
	@python=$$(./scripts/find_python) && "$$python" scripts/prepare.py

styles: setup ## Build the styles, if what they are made of has changed

run: setup ## Run Testamur with a demo world; PORT=8000 unless set; Ctrl-C stops everything
	@exec $(PY) -m testamur.commands run $(ARGS)

test: setup ## Run the whole suite: lint, types, contracts and all tests, over all processors
	@exec $(PY) scripts/suite.py all

check: setup ## Run the fast part of the suite: lint, types, contracts, unit and architecture tests
	@exec $(PY) scripts/suite.py fast

coverage: setup ## Measure which branches the tests take, but for browser and faults; pages in var/coverage
	@exec $(PY) -m pytest -q -n auto --dist worksteal tests/unit tests/architecture tests/integration \
		--cov --cov-report=term:skip-covered --cov-report=html $(ARGS)

mutate: setup ## Change the rules in small ways and see whether the unit tests notice; ARGS="--sample 50 learners"
	@exec $(PY) scripts/mutate.py $(ARGS)

fix: setup ## Repair what the linter can repair, and format
	@$(PY) -m ruff check --fix . ; $(PY) -m ruff format .

bench: setup ## Measure speed and memory; the figures go to docs/performance.md
	@exec $(PY) -m bench $(ARGS)

docs: setup ## Write the generated pages of docs/ anew: states, findings, settings
	@exec $(PY) scripts/write_docs.py

translations: setup ## Take new sentences into the catalogues of translations; ARGS="missing cy" lists what is left
	@exec $(PY) scripts/catalogues.py $(or $(ARGS),update)

requirements: setup ## Count the tests that prove each requirement
	@exec $(PY) scripts/requirements.py $(ARGS)

lock: setup ## Lock the packages of requirements/*.in and package.json anew; ARGS=--upgrade takes newer ones
	@./scripts/lock $(ARGS)

sbom: setup ## List the locked packages of Python and npm for other programs: CycloneDX, in var/sbom
	@exec $(PY) scripts/supply_chain.py sbom

advisories: setup ## Ask whether an advisory speaks of a locked package; says so where nobody can be asked
	@exec $(PY) scripts/supply_chain.py advisories

clean: ## Remove all that set-up, build and tests have made; the demo world's data stay
	@if [ -x $(PY) ]; then for state in "$$TESTAMUR_STATE" "/dev/shm/testamur-$$(id -u)"; do \
		TESTAMUR_STATE="$$state" $(PY) -m testamur.plumbing.postgres destroy --name test >/dev/null 2>&1 || true; done; fi
	@rm -rf .venv node_modules var/build var/static var/cache var/prepare.lock src/testamur.egg-info
	@rm -f src/testamur/locale/*/LC_MESSAGES/django.mo
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find src tests scripts bench -name __pycache__ -type d -prune -exec rm -rf {} +

clean-data: setup ## Throw away the demo world: its database, files, mail and keys
	@$(PY) -m testamur.plumbing.postgres destroy
	@rm -rf var/files var/mail var/secrets var/log
