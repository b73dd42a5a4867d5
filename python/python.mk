# The Python package (python/), for the Makefile to include. Debian's interpreter, whatever is first on PATH.
VENV := build/venv
VENV_PIP := $(VENV)/bin/python -m pip --disable-pip-version-check --quiet
# What wheels run on; the package of one's own (test-python) takes the default of python/CMakeLists.txt.
WHEEL_PROCESSOR ?= x86-64

# Needs the network once, and again only when python/requirements.txt changes.
$(VENV)/complete: python/requirements.txt | packages-build packages-python
	@/usr/bin/python3 -m venv $(VENV)
	@$(VENV_PIP) install --requirement python/requirements.txt
	@touch $@

# A prefix where the library is installed: the package links that one, its sources are not compiled again.
INSTALLED ?=
PYTHON_LIBRARY := $(if $(INSTALLED),--config-settings cmake.define.NEONXAI_INSTALLED=ON \
  --config-settings cmake.define.neon_ROOT="$(abspath $(INSTALLED))" --config-settings build-dir=../build/python/installed)

# What the package is made from: it is built and installed again when something of this changes.
PYTHON_SOURCES := python/CMakeLists.txt python/pyproject.toml python/README.md $(shell find python/src lib/neon -type f)

$(VENV)/installed: $(VENV)/complete $(PYTHON_SOURCES)
	@CMAKE_BUILD_PARALLEL_LEVEL=$(JOBS) $(VENV_PIP) install --no-build-isolation --no-deps --no-index --force-reinstall $(PYTHON_LIBRARY) ./python
	@touch $@

test-python: $(VENV)/installed ## build the Python package into build/venv and run its tests [ONLY=<part of a test's name> INSTALLED=<prefix of the library>]
	@cd python && PYTHONPYCACHEPREFIX=$(CURDIR)/build/pycache OMP_WAIT_POLICY=passive \
	  ../$(VENV)/bin/python -m pytest --quiet $(if $(ONLY),-k "$(ONLY)") tests --pyargs neonxai

# Beside Debian's torch, which is of the processor and of a sixth of the size of pip's, and whose numpy it was compiled for.
TORCH_VENV := build/venv-torch

$(TORCH_VENV)/complete: python/requirements-torch.txt | packages-torch
	@/usr/bin/python3 -m venv --system-site-packages $(TORCH_VENV)
	@$(TORCH_VENV)/bin/python -m pip --disable-pip-version-check --quiet install --requirement python/requirements-torch.txt
	@$(TORCH_VENV)/bin/python -m pip --disable-pip-version-check --quiet install --no-deps captum==0.7.0 zennit==0.5.1
	@ln -sfn $(CURDIR)/$(VENV)/lib/python3.11/site-packages/neonxai $(TORCH_VENV)/lib/python3.11/site-packages/neonxai
	@touch $@

test-python-torch: $(VENV)/installed $(TORCH_VENV)/complete ## the tests with torch, captum and zennit, which it installs (400 MB; not part of CI)
	@cd python && PYTHONPYCACHEPREFIX=$(CURDIR)/build/pycache ../$(TORCH_VENV)/bin/python -m pytest --quiet -W default tests/test_torch.py

bench-python: $(VENV)/installed ## what explaining from Python costs, beside numpy and shap
	@OPENBLAS_NUM_THREADS=1 $(VENV)/bin/python python/bench/speed.py

# pyspark is large, and Spark needs Java: apart, so that the ordinary run skips its tests.
$(VENV)/engines: python/requirements-engines.txt $(VENV)/complete | packages-engines
	@$(VENV_PIP) install --requirement python/requirements-engines.txt
	@touch $@

test-engines: $(VENV)/installed $(VENV)/engines ## the tests of Spark and Dask, on engines that they start [ONLY=<part of a test's name>]
	@cd python && PYTHONPYCACHEPREFIX=$(CURDIR)/build/pycache OMP_WAIT_POLICY=passive \
	  ../$(VENV)/bin/python -m pytest --quiet $(if $(ONLY),-k "$(ONLY)") tests/test_engines.py tests/test_dask.py tests/test_spark.py

bench-engines: $(VENV)/installed $(VENV)/engines ## points per second and core on Spark and Dask against one process [POINTS=1e6]
	@$(VENV)/bin/python python/bench/engines.py $(if $(POINTS),--points $(POINTS))

lint-python: $(VENV)/installed ## ruff and mypy --strict, 0 when clean
	@cd python && ../$(VENV)/bin/ruff format --check . && ../$(VENV)/bin/ruff check . && ../$(VENV)/bin/mypy --package neonxai

# Drawn by the tests of the pages.
build/python-pictures/why.png: $(VENV)/installed python/docs/tutorial.md
	@$(MAKE) test-python ONLY=test_page
	@test -s $@ && touch $@

docs-python: build/python-pictures/why.png $(wildcard python/docs/*) docs/scale.md ## the pages of the Python package, into build/release/docs/html/python
	@rm -rf build/python-docs && mkdir -p build/python-docs
	@cp -r python/docs build/python-docs/pages && cp python/README.md docs/scale.md build/python-docs
	@cp -r build/python-pictures build/python-docs/pages/pictures
	@$(VENV)/bin/sphinx-build --quiet --fail-on-warning -d build/python-docs/doctrees build/python-docs/pages build/release/docs/html/python

# Debian's own, and 3.12, whose wheel serves every later version, if there is one.
WHEEL_PYTHONS ?= /usr/bin/python3 $(shell python3.12 -c 'import sys; print(sys.executable)' 2>/dev/null)

wheel: packages-build packages-python ## the Python wheels, into build/wheel, each tried where there is no compiler [WHEEL_PROCESSOR=x86-64-v3 WHEEL_PYTHONS="..."]
	@CMAKE_BUILD_PARALLEL_LEVEL=$(JOBS) INSTALLED="$(INSTALLED)" python/build-wheels $(WHEEL_PROCESSOR) $(WHEEL_PYTHONS)

.PHONY: test-python test-python-torch test-engines bench-python bench-engines lint-python docs-python wheel
