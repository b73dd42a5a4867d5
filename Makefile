# A newcomer needs `make reproduce` and `make test`; `make help` lists the rest.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# As scripts/environment: programs and variables of one's own are for other software. Said here, a compiler is taken: make CXX=...
unexport $(file <scripts/foreign-variables.txt)
export PATH := /usr/bin:/bin:$(PATH)
COMPILER := $(if $(filter command,$(firstword $(origin CXX))),-DCMAKE_CXX_COMPILER="$(CXX)")
# The steps share the machine's packages, and every build uses all cores by itself.
.NOTPARALLEL:

PROFILE ?= full
PREFIX ?= /usr/local
TARGETS ?= all
ONLY ?=
LEFT_OUT ?=
MINUTES ?= 20
# What starts threads of its own: loops over blocks of points, fits, explainers. OpenMP's, in oneDNN, cannot be looked into.
PARALLEL_TESTS := test_core test_clustering test_explain
PARALLEL_CASES := ^(core|clustering|explain):
PEERS ?=
# The presets release and ci share build/release; ci turns warnings into errors.
PRESET ?= $(if $(CI),ci,release)
BUILD := build/release
JOBS := $(shell scripts/jobs)
EXPERIMENT_OPTIONS := $(if $(filter smoke,$(PROFILE)),--profile smoke) $(if $(THREADS),--threads $(THREADS)) $(if $(SEED),--seed $(SEED))
export PROFILE STRICT THREADS SEED
EXPERIMENTS := $(shell scripts/experiments names)
FIGURES := $(shell scripts/experiments programs)
# A copy of the tree below build/ (tests/docs/try-diff) finds what the tree has compiled.
export CCACHE_DIR ?= $(CURDIR)/build/ccache
export CCACHE_BASEDIR := $(CURDIR)
export CCACHE_NOHASHDIR := true
export CCACHE_PCH_EXTSUM := true
export CCACHE_SLOPPINESS := pch_defines,time_macros,include_file_mtime,include_file_ctime

# $(call build,<targets>)
build = cmake --build $(BUILD) --parallel $(JOBS) --target $(1)

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo "an experiment into results/<name>.h5 [PROFILE THREADS SEED; vgg16: IMAGES=\"a.png b.jpg\"]:"
	@echo "  make $(EXPERIMENTS)"
	@echo "a figure from the stored result:"
	@echo "  make $(FIGURES)"

deps: ## install the Debian packages that are missing: reproduce and test begin with it
	@scripts/install-packages build run test

reproduce: programs ## the main job: data, experiments, figures, claim table [PROFILE=full|smoke STRICT=1 THREADS=n SEED=n]
	@scripts/reproduce

test: configure ## build everything and run the tests [TARGETS="test_tables neon_cli" ONLY=<regular expression>: some of it]
	@$(call build,$(TARGETS))
	@ctest --preset $(PRESET) --parallel $(JOBS) $(if $(ONLY),--tests-regex "$(ONLY)")

fetch: programs ## download and verify the data (kept in the cache)
	@$(BUILD)/datasets/neon-fetch $(shell scripts/experiments data)

$(EXPERIMENTS): programs
	@$(BUILD)/experiments/$@ $(EXPERIMENT_OPTIONS) $(if $(filter vgg16,$@),$(IMAGES:%=--image %))

# $(call drawn,<figure>,<experiment>)
define drawn
$(1): results/$(2).h5 programs
	@$(BUILD)/plots/$(1)
endef
$(foreach name,$(EXPERIMENTS),$(foreach figure,$(shell scripts/experiments programs $(name)),$(eval $(call drawn,$(figure),$(name)))))

# Reached only where the file does not exist.
results/%.h5:
	@echo "$@ is missing: 'make $*' or 'make reproduce' computes it" >&2; exit 1

report: programs ## claim table and results/report.html from the stored results
	@$(BUILD)/experiments/report

drift: ## which numbers of `make reproduce PROFILE=smoke` moved from those recorded in tests/golden (of a machine with AVX-512)
	@scripts/golden check results tests/golden/smoke.json

bench: packages-bench configure ## build and run the benchmarks
	@cmake --preset $(PRESET) -DNEON_BENCH=ON >/dev/null
	@$(call build,bench/all)
	@for program in $(BUILD)/bench/bench_*; do $$program; done

# The peers come from pip, into a folder of their own; needs the network once.
build/peers/complete: bench/peers/requirements.txt | packages-python
	@/usr/bin/python3 -m venv build/peers
	@build/peers/bin/python -m pip --disable-pip-version-check --quiet install --requirement $<
	@touch $@

bench-peers: packages-bench configure build/peers/complete ## fits beside scikit-learn's, faiss' and fastcluster's, in one run [PEERS="--only k-means --threads 1"]
	@cmake --preset $(PRESET) -DNEON_BENCH=ON >/dev/null
	@$(call build,peer_fits)
	@build/peers/bin/python bench/peers/run.py $(BUILD)/bench/peers/peer_fits $(PEERS)

soak: configure ## at length: 1,000 kills, 20,000 damaged copies of every file, then eight programs at once for MINUTES=20
	@$(call build,test_reliability test_fuzz neon_cli)
	@NEON_KILLS=1000 $(BUILD)/tests/reliability/test_reliability
	@NEON_DAMAGED_COPIES=20000 $(BUILD)/tests/fuzz/test_fuzz
	@tests/reliability/load $(MINUTES)

fuzz: packages-fuzz deps ## every reader under clang's libFuzzer, SECONDS=60 each [READER=<one of tests/fuzz/corpus>]
	@cmake --preset fuzz >/dev/null
	@cmake --build build/fuzz --parallel $(JOBS) --target fuzz_readers
	@scripts/fuzz "$(or $(SECONDS),60)" $(READER)

tsan: deps ## run the tests of what is parallel under the thread sanitizer [TARGETS ONLY, as for test]
	@cmake --preset tsan >/dev/null
	@cmake --build --preset tsan --parallel $(JOBS) --target $(if $(filter all,$(TARGETS)),$(PARALLEL_TESTS),$(TARGETS))
	@ctest --preset tsan --parallel $(JOBS) --tests-regex "$(or $(ONLY),$(PARALLEL_CASES))"

asan: deps ## run the unit tests under address and undefined-behaviour sanitizers [TARGETS ONLY, as for test; LEFT_OUT=undefined]
	@cmake --preset asan -DNEON_LEFT_OUT=$(LEFT_OUT) >/dev/null
	@cmake --build --preset asan --parallel $(JOBS) $(if $(filter-out all,$(TARGETS)),--target $(TARGETS))
	@ctest --preset asan --parallel $(JOBS) $(if $(ONLY),--tests-regex "$(ONLY)")

format: packages-format ## format every source file in place
	@find lib apps experiments plots datasets examples tests bench python/src \( -name '*.cpp' -o -name '*.hpp' \) -print0 | xargs -0 clang-format -i

format-check: packages-format ## 0 when every source file is formatted
	@find lib apps experiments plots datasets examples tests bench python/src \( -name '*.cpp' -o -name '*.hpp' \) -print0 | xargs -0 clang-format --dry-run -Werror

lint: format-check deps packages-lint ## format-check and clang-tidy, 0 when clean
	@cmake --preset lint >/dev/null
	@scripts/lint build/lint

include python/python.mk

docs: packages-docs configure ## API pages of C++ and Python into build/release/docs/html; warnings are errors
	@$(call build,docs)
	@$(MAKE) docs-python

install: configure ## install the library and the program neon [PREFIX=/usr/local]
	@$(call build,neon neon_cli)
	@cmake --install $(BUILD) --prefix "$$(realpath --canonicalize-missing "$(PREFIX)")"

clean: ## remove build/
	@rm -rf build

distclean: clean ## remove build/, the results and the figures
	@find results plots \( -name '*.h5' -o -name '*.html' -o -name '*.png' -o -name '*.pdf' -o -name '*.txt' \) ! -name CMakeLists.txt -delete

programs: configure
	@$(call build,datasets/all experiments/all apps/all plots/all)

# Every program and test is configured at once, so that `make reproduce` and `make test` share one build.
configure: deps
	@cmake --preset $(PRESET) $(COMPILER) >/dev/null

packages-%:
	@scripts/install-packages build $*

.PHONY: help deps reproduce test fetch $(EXPERIMENTS) $(FIGURES) report drift bench bench-peers soak fuzz asan tsan format format-check lint docs install clean distclean programs configure
