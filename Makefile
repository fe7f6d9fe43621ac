# Two commands do everything: `make run` and `make test`. `make help` lists the rest.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:

TARGET := $(or $(CARGO_TARGET_DIR),target)
export SQLX_OFFLINE := true
say = @printf '\033[1m▸ %s\033[0m\n'

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: ## install system packages and models for `make run`
	@deploy/scripts/setup.sh
	@deploy/scripts/fetch-models.sh

setup-test: ## install system packages and models for `make test`
	@deploy/scripts/setup.sh test
	@deploy/scripts/fetch-models.sh
	@deploy/scripts/fetch-cargo-deny.sh
	@deploy/scripts/fetch-seaweedfs.sh >/dev/null
	@deploy/scripts/fetch-schemathesis.sh
	@tests/fixtures/make-media.sh

# Not `npm ci`: it refuses where a registry does not offer the optional packages of other
# platforms. `--no-save` installs by the lock file, checksums included, and leaves it alone.
npm_install = npm install --no-save --no-audit --no-fund --loglevel=error

web/node_modules: web/package-lock.json
	$(say) "fetching the page's packages"
	@cd web && $(npm_install)
	@touch $@

tests/browser/node_modules: tests/browser/package-lock.json
	$(say) "fetching the browser tests' packages"
	@cd tests/browser && $(npm_install)
	@touch $@

web: web/node_modules ## build the page
	$(say) "building the page"
	@cd web && npm run --silent build

run: setup web ## build everything, start it with demo data and print the address (TLS=1 for phones)
	$(say) "building the server (the first time takes some minutes)"
	@cargo build --release --locked -p server
	@deploy/scripts/run.sh

mails: ## a local SMTP server that shows each mail; then EMAIL_HOST=localhost EMAIL_PORT=1025 EMAIL_USE_TLS=false make run
	@deploy/scripts/setup.sh mails
	$(say) "mails to localhost:1025 are shown here (Ctrl+C ends it)"
	@/usr/bin/python3 -u -m aiosmtpd -n -l localhost:1025

test: setup-test format lint build-tests drift unit fuzz-api-quick browser network ## everything: lints, licences, drift, unit, fuzzing, system and browser tests

format: web/node_modules tests/browser/node_modules
	$(say) "formats"
	@cargo fmt --all --check
	@cd web && npm run --silent format:check
	@cd tests/browser && npm run --silent format:check

# Tests are built with the lints, by whichever target: cargo keeps what another compiler made apart,
# and would build our crates twice.
test lint build-tests drift unit fuzz-api-quick fuzz-api fuzz-media browser network test-network generate: export RUSTC_WORKSPACE_WRAPPER := $(CURDIR)/deploy/scripts/rustc-with-lints.sh

lint: web/node_modules tests/browser/node_modules ## lints, types, licences, SQL
	$(say) "lints and types of the page"
	@cd web && npm run --silent lint && npm run --silent typecheck
	@cd tests/browser && npm run --silent lint
	$(say) "licences"
	@PATH="$$PWD/.cache/bin:$$PATH" cargo deny --workspace check bans licenses sources
	@cd web && npm run --silent licences
	$(say) "building everything with Rust's lints, and checking the SQL against a database"
	@deploy/scripts/sqlx-prepare.sh --check

# All targets at once, here and in the lints: the same features everywhere.
build-tests:
	$(say) "building the server and the tests"
	@cargo build --workspace --all-targets --locked

drift: build-tests web/node_modules ## are generated files up to date?
	$(say) "generated files"
	@deploy/scripts/generate.sh --check

unit: build-tests ## Rust and page tests
	$(say) "Rust tests"
	@JOBGATE_TEST_BIN="$$(realpath $(TARGET))/debug/jobgate" tests/with-postgres.sh cargo test --workspace --locked
	$(say) "page tests"
	@cd web && npm run --silent test

# Four people have 15 s each; what that was too short for is called afterwards, for it fails when somebody did not call some
# operation. One seed, so that a red run is red again; `make fuzz-api` takes another each time and prints it.
fuzz-api-quick: build-tests
	$(say) "calling the API with what nobody thought of"
	@JOBGATE_TEST_BIN="$$(realpath $(TARGET))/debug/jobgate" tests/with-postgres.sh tests/api/fuzz.py --examples 5 --seconds 15 --seed 1 $(FUZZ)

fuzz-api: setup-test build-tests ## the same with at least 10,000 requests
	@JOBGATE_TEST_BIN="$$(realpath $(TARGET))/debug/jobgate" tests/with-postgres.sh tests/api/fuzz.py --examples 100 --cases 10000 $(FUZZ)

# The seed is printed first, so that a run that ends badly can be had again.
fuzz-media: TIMES ?= 20
fuzz-media: SEED := $(or $(SEED),$(shell od -An -N4 -tu4 /dev/urandom | tr -d ' '))
fuzz-media: setup-test build-tests ## damaged packets, offers, messages and films: TIMES=20 as many as in `make test`, SEED=… again
	$(say) "sending what nobody should, seed $(SEED)"
	@export HOSTILE_SEED=$(SEED) HOSTILE_TIMES=$(TIMES); \
		cargo test --workspace --locked --test hostile -- --nocapture; \
		cargo test --workspace --locked --lib --test media -- --nocapture hostile::

browser: build-tests web tests/browser/node_modules ## end to end in Chromium
	$(say) "browser tests"
	@JOBGATE_TEST_BIN="$$(realpath $(TARGET))/debug/jobgate" tests/with-postgres.sh npm --prefix tests/browser run --silent test

# 3: no namespaces can be made here, which was said loudly.
network: build-tests web tests/browser/node_modules ## takes of 20 s over networks that lose, delay, move and block
	$(say) "browser tests over bad networks"
	@JOBGATE_TEST_BIN="$$(realpath $(TARGET))/debug/jobgate" tests/between-namespaces.sh \
		tests/with-postgres.sh npm --prefix tests/browser run --silent test || [ $$? -eq 3 ]

test-network: setup-test build-tests web tests/browser/node_modules ## the same with takes of 90 s → target/bench/loss.json
	@JOBGATE_TEST_TAKE=whole JOBGATE_TEST_BIN="$$(realpath $(TARGET))/debug/jobgate" tests/between-namespaces.sh \
		tests/with-postgres.sh npm --prefix tests/browser run --silent test

# `$(or …)` takes commas for its own, so that the list needs a name.
bench: PUBLISHERS ?= 1,5,10,20
bench: SECONDS ?= 20
# PUBLISHERS and SECONDS choose the rows; BENCH="--codecs h264 --modes receive" whatever else.
bench: setup-test ## what the media path costs beside Janus: PUBLISHERS=1,5,10,20 SECONDS=20 → target/bench/media.json
	@deploy/scripts/fetch-janus.sh
	$(say) "building the server and the load generator"
	@cargo build --release --locked -p server -p bench
	$(say) "measuring (some 25 minutes; leave the machine alone meanwhile)"
	@JOBGATE_TEST_BIN="$$(realpath $(TARGET))/release/jobgate" tests/with-postgres.sh "$(TARGET)/release/bench" media \
		--publishers "$(PUBLISHERS)" --seconds "$(SECONDS)" --out target/bench/media.json $(BENCH)

# ROOMS, VISITS and SECONDS make it smaller.
soak: ROOMS ?= 20
soak: VISITS ?= 1000
soak: SECONDS ?= 3600
soak: setup-test ## people come and go, then an hour of rooms: does the server hold more and more? → target/bench/soak.json
	$(say) "building the server and the load generator"
	@cargo build --release --locked -p server -p bench
	$(say) "soaking (more than an hour)"
	@JOBGATE_TEST_BIN="$$(realpath $(TARGET))/release/jobgate" tests/with-postgres.sh "$(TARGET)/release/bench" soak \
		--rooms "$(ROOMS)" --visits "$(VISITS)" --seconds "$(SECONDS)" --out target/bench/soak.json

# VIDEOS and SECONDS make it smaller; BENCH="--only depth" whatever else.
bench-api: VIDEOS ?= 1000000
bench-api: SECONDS ?= 4
bench-api: setup-test ## what lists and details cost beside Django: VIDEOS=1000000 SECONDS=4 → target/bench/api.json
	@deploy/scripts/fetch-django-peer.sh
	$(say) "building the server and the load generator"
	@cargo build --release --locked -p server -p bench
	$(say) "measuring (some 15 minutes; leave the machine alone meanwhile)"
	@JOBGATE_TEST_BIN="$$(realpath $(TARGET))/release/jobgate" tests/with-postgres.sh "$(TARGET)/release/bench" api \
		--videos "$(VIDEOS)" --seconds "$(SECONDS)" --out target/bench/api.json $(BENCH)

generate: web/node_modules ## write generated files anew: SQL offline data, OpenAPI, TypeScript, tables in docs
	@deploy/scripts/sqlx-prepare.sh
	@cargo build --workspace --all-targets
	@deploy/scripts/generate.sh

fmt: ## format everything
	@cargo fmt --all
	@cd web && npm run --silent format
	@cd tests/browser && npm run --silent format

.PHONY: help setup setup-test web run mails test format lint build-tests drift unit fuzz-api-quick fuzz-api fuzz-media browser network test-network bench bench-api soak generate fmt
