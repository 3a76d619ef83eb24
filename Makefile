# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# The front door: each target does everything it needs on a bare Debian 12,
# from installing packages to the result. Beneath are CMake presets and Ninja;
# who knows those needs nothing from here.

PRESET ?= default
BUILD  ?= $(if $(filter default,$(PRESET)),build,build-$(PRESET))
JOBS   ?=
N      ?= 10000
SECONDS_EACH ?= 30
SEED   ?=
ARGS   ?=

NINJA := ninja -C $(BUILD) $(if $(JOBS),-j$(JOBS)) --quiet $(TARGETS)
PACKAGES := build $(if $(filter asan tsan fuzzer,$(PRESET)),sanitize)
SOURCES = git ls-files '*.cpp' '*.h' '*.c'

.PHONY: all build deps check demo bench bench-peers fuzz check-all check-slow check-gcc check-asan \
        check-tsan check-fuzzer docs format format-check tidy clean help

all: build

help:
	@echo 'make              build the tools into build/bin'
	@echo 'make demo         build, then run the examples'
	@echo 'make check        build, then run all tests'
	@echo 'make bench        build, then measure beside hand-written loops and NumPy'
	@echo 'make bench-peers  build, then measure training steps, loops and stencils beside PyTorch and JAX'
	@echo 'make fuzz N=..    N random graphs (SEED=.. to repeat a run)'
	@echo 'make check-slow   the tests, with the suites that take long'
	@echo 'make check-gcc    the tests of a build by g++'
	@echo 'make check-asan   the tests with the address and undefined-behaviour sanitizers'
	@echo 'make check-tsan   the tests of what uses threads with the thread sanitizer'
	@echo 'make check-fuzzer libFuzzer on everything that reads bytes, SECONDS_EACH=30 each'
	@echo 'make check-all    all of these'
	@echo 'make docs         a reference of ops and passes in build/docs'
	@echo 'make format       clang-format all C++ sources (format-check: only look)'
	@echo 'make tidy         clang-tidy all C++ sources'
	@echo 'make clean        remove the build folders'
	@echo
	@echo 'PRESET=gcc|asan|tsan|fuzzer   another build, in build-gcc, build-asan, ..'
	@echo 'JOBS=n                        how many compilers at a time'
	@echo 'ARGS=..                       more arguments for lit (check) or the benchmark (bench)'

deps:
	@scripts/install-deps.sh $(PACKAGES)

# Configured once; Ninja itself notices when a CMakeLists.txt changes later.
$(BUILD)/build.ninja: | deps
	@echo 'TSlice: configuring $(BUILD); a first build takes up to 8 minutes on 2 cores'
	@cmake --preset $(PRESET) -B $(BUILD) >/dev/null

build: deps $(BUILD)/build.ninja
	@$(NINJA)

check: build
	@sh $(BUILD)/test/check.sh $(ARGS)

demo: build
	@TSLICE_BIN='$(CURDIR)/$(BUILD)/bin' examples/run-all.sh

bench: build
	@TSLICE_BIN='$(CURDIR)/$(BUILD)/bin' benchmark/run.sh $(ARGS)

bench-peers: build
	@TSLICE_BIN='$(CURDIR)/$(BUILD)/bin' TSLICE_PEERS='$(CURDIR)/$(BUILD)/peers' benchmark/peers.sh $(ARGS)

fuzz: build
	@$(BUILD)/bin/tslice-fuzz --cases=$(N) $(if $(SEED),--seed=$(SEED)) $(ARGS)

# One after another; `make -k check-all` goes on behind a part that fails.
.NOTPARALLEL:
check-all: check-slow check-gcc check-asan check-tsan check-fuzzer

check-slow:
	@$(MAKE) --no-print-directory check ARGS='--param conformance=1 --param verify-roundtrip=1 $(ARGS)'

check-gcc check-asan:
	@$(MAKE) --no-print-directory check PRESET=$(@:check-%=%)

# The code that uses threads: the rest would take ten times as long to say nothing.
THREADED := TSLICE-Unit|Tools/c-api|Execution/cpu/(coalesced|scatter|row-sums|promises|large)
check-tsan:
	@$(MAKE) --no-print-directory check PRESET=tsan ARGS="--filter '$(THREADED)' $(ARGS)"

check-fuzzer:
	@$(MAKE) --no-print-directory build PRESET=fuzzer TARGETS=tslice-libfuzzer
	@SECONDS_EACH=$(SECONDS_EACH) test/libfuzzer/run.sh build-fuzzer/bin/tslice-libfuzzer $(ARGS)

docs: TARGETS := tslice-docs
docs: build
	@echo 'TSlice: the reference is in $(BUILD)/docs'

format format-check: PACKAGES := format
format: deps
	@$(SOURCES) | xargs -r clang-format-22 -i

format-check: deps
	@$(SOURCES) | xargs -r clang-format-22 --dry-run -Werror

tidy: PACKAGES := build format
tidy: build
	@$(SOURCES) | grep '\.cpp$$' | xargs -r clang-tidy-22 --quiet -p $(BUILD)

clean:
	@rm -rf build build-gcc build-asan build-tsan build-fuzzer
