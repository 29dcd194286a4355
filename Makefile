# Eddy's commands: a thin front to deps/fetch, CMake and ctest. Each resumes where it stopped and does nothing twice.
#
#   make              bring what is missing, build build/release/eddy
#   make run          the same, then serve examples/hello.js on http://127.0.0.1:1337/
#   make test         the same, then every test
#   make bench        measure against Node, Bun and Deno (ONLY=hello for one part; make bench ONLY=help lists them)
#   make conformance  Node's own tests, into docs/conformance.md (AREA=fs,http for parts; CHECK=1 runs those known to pass)
#   make lint format  check, or repair, what the linters look at;  make tidy: clang-tidy over all of src/
#   make install PREFIX=/usr/local [NODE_ALIAS=1]
#   make clean        remove this preset's build
#
# PRESET=debug (or asan, tsan, asan-engine, tsan-engine) takes another build; V8_ROOT=<folder> another V8 13.6; JOBS=<n> bounds parallel work.
PRESET ?= release
JOBS ?= $(shell nproc)
PREFIX ?= /usr/local
BUILD := build/$(PRESET)
EDDY := build/release/eddy
export V8_ROOT

.PHONY: all deps build run test bench conformance lint format tidy install clean
all: build

deps:
	@deps/fetch build

build: deps
	@tools/configure $(PRESET)
	@cmake --build $(BUILD) -j $(JOBS)

run: build
	@exec $(EDDY) examples/hello.js

test: build
	@ctest --test-dir $(BUILD) --output-on-failure -j $(JOBS)

bench: build
	@deps/fetch bench
	@python3 bench/run.py $(if $(ONLY),--only $(ONLY)) $(BENCH_OPTIONS)

conformance: build
	@python3 tools/conformance.py $(if $(AREA),--area $(AREA)) $(if $(CHECK),--check)

lint: deps
	@deps/fetch lint
	@tools/configure release
	@tools/lint

tidy: deps
	@deps/fetch lint
	@tools/configure release
	@tools/tidy

format: deps
	@deps/fetch lint
	@tools/lint --repair

install: build
	@install -d "$(DESTDIR)$(PREFIX)/bin"
	@install -m 755 $(EDDY) "$(DESTDIR)$(PREFIX)/bin/eddy"
	@$(if $(NODE_ALIAS),ln -sf eddy "$(DESTDIR)$(PREFIX)/bin/node")
	@echo "Installed $(DESTDIR)$(PREFIX)/bin/eddy$(if $(NODE_ALIAS), and its alias node)"

clean:
	@rm -rf $(BUILD)
