# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# The front door: each target does everything it needs on a bare Debian 12,
# from installing packages to the result. Beneath are CMake presets and Ninja;
# who knows those needs nothing from here.

PRESET ?= default
BUILD  ?= $(if $(filter default,$(PRESET)),build,build-$(PRESET))
JOBS   ?=
N      ?= 10000
SEED   ?=
ARGS   ?=

NINJA := ninja -C $(BUILD) $(if $(JOBS),-j$(JOBS)) --quiet
PACKAGES := build $(if $(filter asan tsan,$(PRESET)),sanitize)
SOURCES = git ls-files '*.cpp' '*.h' '*.c'

.PHONY: all build deps check demo bench bench-peers fuzz check-all format \
        format-check tidy clean help

all: build

help:
	@echo 'make              build the tools into build/bin'
	@echo 'make demo         build, then run the examples'
	@echo 'make check        build, then run all tests'
	@echo 'make bench        build, then measure beside hand-written loops and NumPy'
	@echo 'make bench-peers  build, then measure a training step beside PyTorch and JAX'
	@echo 'make fuzz N=..    N random graphs (SEED=.. to repeat a run)'
	@echo 'make check-all    the tests with clang, with g++ and with sanitizers, slow suites too'
	@echo 'make format       clang-format all C++ sources (format-check: only look)'
	@echo 'make tidy         clang-tidy all C++ sources'
	@echo 'make clean        remove the build folders'
	@echo
	@echo 'PRESET=gcc|asan|tsan   another build, in build-gcc, build-asan, build-tsan'
	@echo 'JOBS=n                 how many compilers at a time'
	@echo 'ARGS=..                more arguments for lit (check) or the benchmark (bench)'

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

check-all:
	@$(MAKE) --no-print-directory check ARGS='--param conformance=1 --param verify-roundtrip=1'
	@$(MAKE) --no-print-directory check PRESET=gcc
	@$(MAKE) --no-print-directory check PRESET=asan

format format-check: PACKAGES := format
format: deps
	@$(SOURCES) | xargs -r clang-format-22 -i

format-check: deps
	@$(SOURCES) | xargs -r clang-format-22 --dry-run -Werror

tidy: PACKAGES := build format
tidy: build
	@$(SOURCES) | grep '\.cpp$$' | xargs -r clang-tidy-22 --quiet -p $(BUILD)

clean:
	@rm -rf build build-gcc build-asan build-tsan
