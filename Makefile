# People and CI run the same targets; `make help` lists them.
# PORT, ARMSGRAPH_HOME, ARMSGRAPH_BOLT_PORT, ARMSGRAPH_HTTP_PORT and the other settings
# of graph/settings.py are taken from the environment or the command line.

PYTHON ?= python3
CHROMIUM ?= chromium
export CHROMIUM

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --no-input --disable-pip-version-check
NPM := npm --prefix web --no-audit --no-fund --no-update-notifier --loglevel=error
PAGE := web/dist/index.html
PEER := bench/peer/node_modules/.package-lock.json
CLIENTS := tests/clients/node_modules/.package-lock.json
EXAMPLES := examples/python/.venv/stamp examples/typescript/node_modules/.package-lock.json
PAGE_SOURCES := $(shell find web -path web/node_modules -prune -o -path web/dist -prune \
	-o -type f -print)
UV_COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-annotate --no-header --extra build

# One at a time where several `make` share a clone; without flock, as it comes.
SET_UP := $(if $(shell command -v flock),flock Makefile) $(MAKE) --no-print-directory

# $(call need,COMMAND,PACKAGE): install a Debian package as root, or name it and fail.
need = command -v $(1) >/dev/null || $(call install,$(1),$(2))
install = { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	&& apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
	apt-get install -qq -y --no-install-recommends $(2) </dev/null >/dev/null; } \
	|| { echo "$(1) is missing: install it (on Debian: apt-get install $(2))." >&2; exit 1; }

have_node = command -v npm >/dev/null && node -e 'const [major, minor] = \
	process.versions.node.split("."); \
	process.exit(major > 20 || (major == 20 && minor >= 19) ? 0 : 1)' 2>/dev/null
no_node = The page is not built: that needs Node 20.19 or later with npm, then make web.

.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help run test reference fuzz crashes quiet audit check bench bench-gate bench-memory lint types schema schema-check \
	released web lock ci python node page test-tools installed installed-dev

help: ## List the targets.
	@sed -n 's/^\([a-z-]*\):.* ## /\1\t/p' Makefile | expand -t 14

run: ## Set up what is missing, then serve until Ctrl-C.
	@$(SET_UP) installed page
	@exec $(BIN)/armsgraph serve

test: ## Run all tests against a real Neo4j and a real Chromium.
	@$(SET_UP) test-tools installed-dev web $(PEER) $(CLIENTS) $(EXAMPLES)
	$(BIN)/pytest --numprocesses=2 --dist=loadfile --no-loadscope-reorder $(ARGS)

# What takes long, or measures how long it waits, has both of Java's compilers.
reference fuzz quiet: export JDK_JAVA_OPTIONS ?=

reference: ## Compare ten thousand new documents with graphql-core's answers.
	@$(SET_UP) test-tools installed-dev
	$(BIN)/pytest --numprocesses=2 tests/test_reference.py --hypothesis-profile=thorough \
		$(ARGS)

fuzz: ## Make up a thousand operations and a thousand values for each field of the root.
	@$(SET_UP) test-tools installed-dev
	EXAMPLES=1000 $(BIN)/pytest --numprocesses=2 --hypothesis-profile=thorough \
		tests/test_schemathesis.py tests/test_hostile_values.py $(ARGS)

crashes: ## Kill fifty engines and fifty services while many write.
	@$(SET_UP) test-tools installed-dev
	ROUNDS=50 $(BIN)/pytest tests/test_crashes.py $(ARGS)

quiet: ## Hold attacks and faults to the waits of a machine that does nothing else.
	@$(SET_UP) test-tools installed-dev
	QUIET=1 $(BIN)/pytest tests/test_attacks.py tests/test_faults.py \
		tests/test_disconnects.py tests/test_subscriptions.py $(ARGS)

bench: ## Measure beside hand-written Cypher and peers; see bench/README.md.
	@$(SET_UP) test-tools installed-dev $(PEER)
	$(BIN)/python -m bench run $(ARGS)

bench-memory: ## Fail where large answers take ever more memory; minutes.
	@$(SET_UP) test-tools installed-dev
	$(BIN)/python -m bench memory $(ARGS)

bench-gate: ## Fail where it is slower than bench/thresholds.json allows.
	@$(SET_UP) test-tools installed-dev
	$(BIN)/python -m bench gate

check: lint types schema-check ## Run lint, types and schema-check.

lint: ## Check style and format.
	@$(SET_UP) installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: ## Check types: mypy over code and tests, tsc over the page.
	@$(SET_UP) installed-dev node web/node_modules/.package-lock.json
	$(BIN)/mypy
	$(NPM) run types

schema: ## Print the GraphQL schema into schema.graphql.
	@$(SET_UP) installed-dev
	$(BIN)/armsgraph schema > $(VENV)/schema.graphql
	@mv $(VENV)/schema.graphql schema.graphql

schema-check: ## Fail where schema.graphql differs from the code.
	@$(SET_UP) installed-dev
	$(BIN)/armsgraph schema | diff -u schema.graphql -

released: schema-check ## Keep the schema as a release's, which later ones must not break.
	@cp schema.graphql released/schema.graphql

web: node $(PAGE) ## Build the page that /graphql shows in a browser.

lock: ## Write the lock files anew; ARGS=--upgrade takes the newest releases.
	@$(SET_UP) installed-dev
	$(UV_COMPILE) $(ARGS) --extra dev --output-file requirements-dev.lock pyproject.toml
	$(UV_COMPILE) $(ARGS) --constraint requirements-dev.lock \
		--output-file requirements.lock pyproject.toml

audit: ## Ask PyPI and npm what is known against anything that the lock files name.
	@$(SET_UP) installed-dev node
	$(BIN)/python .ci/audit.py

ci: ## Run all that CI runs.
	$(MAKE) --no-print-directory check
	$(MAKE) --no-print-directory test
	$(MAKE) --no-print-directory bench-gate
	$(BIN)/python .ci/audit.py || [ $$? = 3 ]  # 3: known of none, but not all were asked

installed: $(VENV)/run.stamp

installed-dev: $(VENV)/dev.stamp

$(VENV)/run.stamp: requirements.lock
$(VENV)/dev.stamp: requirements-dev.lock

$(VENV)/%.stamp: pyproject.toml | $(BIN)/pip
	@echo "Installing the Python packages of $(filter %.lock,$^) …"
	@$(PIP) install --require-hashes --requirement $(filter %.lock,$^)
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(BIN)/pip: | python
	@$(PYTHON) -m venv --clear $(VENV)

python:
	@command -v $(PYTHON) >/dev/null || { \
		echo "Python is missing: install Python 3.11 or later." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "$$($(PYTHON) --version) is too old: install Python 3.11 or later," \
		"or name one with PYTHON=…" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
		|| $(call install,Python's venv module,python3-venv)

node:
	@$(have_node) || { echo "$(no_node)" >&2; exit 1; }

page:
	@if $(have_node); then $(MAKE) --no-print-directory $(PAGE) \
		|| echo "The page could not be built; the GraphQL API runs without it." >&2; \
	else echo "$(no_node) The GraphQL API runs without it." >&2; fi

test-tools: python node
	@$(call need,$(CHROMIUM),chromium)
	@$(call need,java,openjdk-17-jre-headless)
	@$(call need,mvn,maven)

web/node_modules/.package-lock.json: web/package.json web/package-lock.json | node
	@echo "Installing the page's npm packages …"
	@$(NPM) ci >/dev/null
	@touch $@

$(PEER): bench/peer/package.json bench/peer/package-lock.json | node
	@echo "Installing the npm packages of the benchmark's peer …"
	@$(NPM:web=bench/peer) ci >/dev/null
	@touch $@

$(CLIENTS): tests/clients/package.json tests/clients/package-lock.json | node
	@echo "Installing the npm packages of the tests' clients …"
	@$(NPM:web=tests/clients) ci >/dev/null
	@touch $@

examples/typescript/node_modules/.package-lock.json: examples/typescript/package.json \
		examples/typescript/package-lock.json | node
	@echo "Installing the npm packages of the TypeScript example …"
	@$(NPM:web=examples/typescript) ci >/dev/null
	@touch $@

# Apart from ours: the generator needs an older graphql-core.
examples/python/.venv/stamp: examples/python/requirements.lock | python
	@echo "Installing the Python packages of the Python example …"
	@$(PYTHON) -m venv --clear $(@D)
	@$(@D)/bin/python -m pip --quiet --no-input --disable-pip-version-check install \
		--require-hashes --requirement $<
	@touch $@

$(PAGE): web/node_modules/.package-lock.json $(PAGE_SOURCES)
	@echo "Building the page …"
	@$(NPM) run --silent build -- --logLevel warn
