# A newcomer needs `make reproduce` and `make test`; `make help` lists the rest.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PROFILE ?= full
PREFIX ?= /usr/local
# The presets release and ci share build/release; ci turns warnings into errors.
PRESET ?= $(if $(CI),ci,release)
BUILD := build/release
JOBS := $(shell scripts/jobs)
EXPERIMENT_OPTIONS := $(if $(filter smoke,$(PROFILE)),--profile smoke) $(if $(THREADS),--threads $(THREADS)) $(if $(SEED),--seed $(SEED))
export PROFILE STRICT THREADS SEED
# A copy of the tree below build/ (tests/docs/try-diff) finds what the tree has compiled.
export CCACHE_DIR ?= $(CURDIR)/build/ccache
export CCACHE_BASEDIR := $(CURDIR)
export CCACHE_NOHASHDIR := true
export CCACHE_SLOPPINESS := pch_defines,time_macros,include_file_mtime,include_file_ctime

# $(call build,<targets>)
build = cmake --build $(BUILD) --parallel $(JOBS) --target $(1)

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

reproduce: programs ## the main job: data, experiments, figures, claim table [PROFILE=full|smoke STRICT=1 THREADS=n SEED=n]
	@scripts/reproduce

test: configure ## build everything and run the tests
	@$(call build,all)
	@ctest --preset $(PRESET) --parallel $(JOBS)

fetch: programs ## download and verify the data (kept in the cache)
	@$(BUILD)/datasets/neon-fetch mnist fashion-mnist 20newsgroups glove-100d vgg16 street-scene palace

wine: programs ## compute results/wine.h5
	@$(BUILD)/experiments/wine $(EXPERIMENT_OPTIONS)

models: programs ## compute results/models.h5
	@$(BUILD)/experiments/models $(EXPERIMENT_OPTIONS)

mnist: programs ## compute results/mnist.h5
	@$(BUILD)/experiments/mnist $(EXPERIMENT_OPTIONS)

newsgroups: programs ## compute results/newsgroups.h5 and the page of highlighted messages
	@$(BUILD)/experiments/newsgroups $(EXPERIMENT_OPTIONS)

vgg16: programs ## compute results/vgg16.h5 [IMAGES="a.png b.jpg"]
	@$(BUILD)/experiments/vgg16 $(EXPERIMENT_OPTIONS) $(IMAGES:%=--image %)

leaderboard: programs ## compute results/leaderboard.h5: every method under every metric
	@$(BUILD)/experiments/leaderboard $(EXPERIMENT_OPTIONS)

figwine: results/wine.h5 programs ## redraw the wine figure from the stored result
figmodels: results/models.h5 programs ## redraw the figure of all cluster models from the stored result
fig4: results/mnist.h5 programs ## redraw Figure 4 from the stored result
fig5: results/mnist.h5 programs ## redraw Figure 5 from the stored result
fig6: results/newsgroups.h5 programs ## redraw Figure 6 from the stored result
fig7: results/vgg16.h5 programs ## redraw Figure 7 from the stored result
figleaderboard: results/leaderboard.h5 programs ## redraw the leaderboard from the stored result
figwine figmodels fig4 fig5 fig6 fig7 figleaderboard:
	@$(BUILD)/plots/$@

# Reached only where the file does not exist.
results/%.h5:
	@echo "$@ is missing: 'make $*' or 'make reproduce' computes it" >&2; exit 1

report: programs ## claim table and results/report.html from the stored results
	@$(BUILD)/experiments/report

bench: packages-bench configure ## build and run the benchmarks
	@cmake --preset $(PRESET) -DNEON_BENCH=ON >/dev/null
	@$(call build,bench/all)
	@for program in $(BUILD)/bench/bench_*; do $$program; done

asan: packages-test ## run the unit tests under address and undefined-behaviour sanitizers
	@cmake --preset asan >/dev/null
	@cmake --build --preset asan --parallel $(JOBS)
	@ctest --preset asan --parallel $(JOBS)

format: packages-format ## format every source file in place
	@find lib experiments plots datasets examples tests bench \( -name '*.cpp' -o -name '*.hpp' \) -print0 | xargs -0 clang-format -i

format-check: packages-format ## 0 when every source file is formatted
	@find lib experiments plots datasets examples tests bench \( -name '*.cpp' -o -name '*.hpp' \) -print0 | xargs -0 clang-format --dry-run -Werror

lint: format-check packages-test packages-lint ## format-check and clang-tidy, 0 when clean
	@cmake --preset lint >/dev/null
	@scripts/lint build/lint

docs: packages-docs configure ## API pages into build/release/docs; warnings are errors
	@$(call build,docs)

install: configure ## install the library and the program neon [PREFIX=/usr/local]
	@$(call build,neon neon_cli)
	@cmake --install $(BUILD) --prefix $(abspath $(PREFIX))

clean: ## remove build/
	@rm -rf build

distclean: clean ## remove build/, the results and the figures
	@find results plots \( -name '*.h5' -o -name '*.html' -o -name '*.png' -o -name '*.pdf' -o -name '*.txt' \) ! -name CMakeLists.txt -delete

programs: packages-run configure
	@$(call build,datasets/all experiments/all plots/all)

# Every program and test is configured at once, so that `make reproduce` and `make test` share one build.
configure: packages-test
	@cmake --preset $(PRESET) >/dev/null

packages-%:
	@scripts/install-packages build $*

.PHONY: help reproduce test fetch wine models mnist newsgroups vgg16 leaderboard figwine figmodels fig4 fig5 fig6 fig7 figleaderboard report bench asan format \
  format-check lint docs install clean distclean programs configure
