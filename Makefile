# The daily commands. `make` alone lists them.
PORT ?= 8000
export PORT

help: ## List the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: ## The whole site with demo data on http://127.0.0.1:8000 (another port: make run PORT=8001)
	@scripts/run.sh

test: check ## Every check, then every test, browser included
	.venv/bin/pytest -n 2 $(ARGS)

unit: .prepared-test ## Only the quick tests: no server, no browser
	.venv/bin/pytest -n 2 -m "not live" $(ARGS)

check: .prepared-test ## Style, types, templates and import directions
	scripts/check.sh

bench: .prepared-test ## Speed, as ratios to baselines measured in the same run
	.venv/bin/python -m bench.run $(ARGS)

messages: .prepared-test ## Extract and compile the French messages
	scripts/messages.sh

clean: ## Remove the demonstration, the environment and every cache
	rm -rf var .venv .cache .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.prepared-test:
	@scripts/prepare.sh test

.PHONY: help run test unit check bench messages clean .prepared-test
