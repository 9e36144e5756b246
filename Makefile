# make chat   set everything up, open the chat        make test   set everything up, run the tests
# make check  style, types, layers                    make eval   the questions of the dev split
# make bench  speed against plain LangChain           make clean  remove what make made
# make reader-eval, check-data, bench-read, train      the reading model: how well, on what, how fast, made again

PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -q
READY := $(VENV)/.ready
READY_DEV := $(VENV)/.ready-dev
PORT ?= 7860

.PHONY: chat test test-long check eval bench bench-pages bench-read bench-verify recall reader-eval check-data train setup setup-dev browser screenshots format clean

chat: $(READY)
	@$(BIN)/wellsourced chat --port $(PORT)

test: $(READY_DEV) browser
	@$(BIN)/python -m pytest $(PYTEST_ARGS)

# all of what a model may do wrong: 600 outages, 1,000 answers, 500 streams that are cut
test-long: $(READY_DEV) browser
	@WELLSOURCED_LONG_TESTS=1 $(BIN)/python -m pytest $(PYTEST_ARGS)

check: $(READY_DEV)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

eval: $(READY)
	@$(BIN)/wellsourced eval --split dev

bench: $(READY_DEV)
	@$(BIN)/python -m evals.bench --passages 1000

bench-pages: $(READY)
	@$(BIN)/python -m evals.bench_pages

bench-read: $(READY)
	@$(BIN)/python -m evals.bench_read

bench-verify: $(READY_DEV)
	@$(BIN)/python -m evals.bench_verify

recall: $(READY)
	@$(BIN)/python -m evals.bench_recall

# how well the reader reads, on passages of its own
reader-eval: $(READY)
	@$(BIN)/python -m evals.reader_eval --split test
	@$(BIN)/python -m evals.claims_eval --split test

check-data: $(READY_DEV)
	@$(BIN)/python -m evals.check_data

# an hour or more: the network, then what weighs its judgement, both on dev passages that it never saw
train: $(READY_DEV)
	@$(BIN)/python -m assistant.reader.train
	@$(BIN)/python -m evals.fit_answerable
	@$(BIN)/python -m evals.fit_claims
	@$(BIN)/python -m evals.fit_support

screenshots: $(READY_DEV) browser
	@$(BIN)/python docs/screenshots.py

setup: $(READY)
setup-dev: $(READY_DEV)

# The old pip of Python 3.11 takes over ten minutes to resolve this set, so pip itself comes first; then
# torch by itself, since a package that wants torch would bring the build with several GB of CUDA along.
$(READY): pyproject.toml constraints.txt
	@test -x $(BIN)/python || { echo "making $(VENV) …"; $(PYTHON) -m venv $(VENV) || \
	  { echo "no usable $(PYTHON): install Python 3.11 with venv, or name one: make PYTHON=python3.12 chat"; exit 1; }; }
	@echo "installing, once: about 2.6 GB …"
	@$(PIP) install -U pip setuptools wheel
	@$(PIP) install torch==2.13.0
	@$(PIP) install -c constraints.txt -e '.[openai,anthropic,ollama]'
	@touch $@

$(READY_DEV): $(READY)
	@$(PIP) install -c constraints.txt -e '.[dev]'
	@touch $@

# Debian's chromium for the browser tests; without it they say so and are skipped, under CI=true they fail.
browser:
	@command -v chromium >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "installing chromium, once …"; \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
	      chromium fonts-dejavu-core >/dev/null 2>&1 || echo "chromium could not be installed: browser tests are skipped"; \
	  else echo "no chromium: browser tests are skipped (as root: apt-get install chromium)"; fi; }

format: $(READY_DEV)
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

clean:
	@rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .import_linter_cache
