# The daily commands. `make` alone lists them.
PORT ?= 8000
export PORT
# The tests of the rules about money, each beside its module
RULES = $(wildcard $(shell sed -n 's|^ *reimbursement/\(.*\)\.py$$|tests/reimbursement/test_\1.py|p' tests/rules_coverage.ini))

help: ## List the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: ## The whole site with demo data on http://127.0.0.1:8000 (another port: make run PORT=8001)
	@scripts/run.sh

# Three on two cores: some test or other always waits for a browser, a mail or a crash to be over.
test: .prepared-test ## Everything: style, types, import directions, all tests with real servers and the browser
	scripts/check.sh
	$(MAKE) rules
	.venv/bin/pytest -n 3 -m "not alone" $(addprefix --ignore=,$(RULES))
	.venv/bin/pytest -n 2 -m alone tests/quality

check: .prepared-test ## Style, types, templates, import directions, and the quick tests
	scripts/check.sh
	.venv/bin/pytest -n 2 -m "not live and not pages and not press"

rules: .prepared-test ## Whether the tests of the rules about money take every branch of them
	.venv/bin/pytest -n 2 $(RULES) --cov --cov-config=tests/rules_coverage.ini --cov-report=term

unit: .prepared-test ## The quick tests alone, or some of them: make unit ARGS=tests/events
	.venv/bin/pytest -n 2 -m "not live and not pages and not press" $(ARGS)

bench: .prepared-test ## Speed, as ratios to baselines measured in the same run
	.venv/bin/python -m bench.run $(ARGS)

messages: .prepared-test ## Extract and compile the French messages
	scripts/messages.sh

clean: ## Remove the demonstration, the environment and every cache
	rm -rf var .venv .cache .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.prepared-test:
	@scripts/prepare.sh test

.PHONY: help run test rules unit check bench messages clean .prepared-test
