# The Python package (python/), for the Makefile to include. Debian's interpreter, whatever is first on PATH.
VENV := build/venv
VENV_PIP := $(VENV)/bin/python -m pip --disable-pip-version-check --quiet
# What wheels run on; the package of one's own (test-python) takes the default of python/CMakeLists.txt.
WHEEL_PROCESSOR ?= x86-64

# Needs the network once, and again only when python/requirements.txt changes.
$(VENV)/complete: python/requirements.txt
	@/usr/bin/python3 -m venv $(VENV)
	@$(VENV_PIP) install --requirement python/requirements.txt
	@touch $@

$(VENV)/installed: packages-build packages-python $(VENV)/complete
	@CMAKE_BUILD_PARALLEL_LEVEL=$(JOBS) $(VENV_PIP) install --no-build-isolation --no-deps --no-index --force-reinstall ./python

test-python: $(VENV)/installed ## build the Python package into build/venv and run its tests [ONLY=<part of a test's name>]
	@cd python && PYTHONPYCACHEPREFIX=$(CURDIR)/build/pycache OMP_WAIT_POLICY=passive \
	  ../$(VENV)/bin/python -m pytest --quiet $(if $(ONLY),-k "$(ONLY)") tests --pyargs neonxai

lint-python: $(VENV)/installed ## ruff and mypy --strict, 0 when clean
	@cd python && ../$(VENV)/bin/ruff format --check . && ../$(VENV)/bin/ruff check . && ../$(VENV)/bin/mypy --package neonxai

wheel: packages-build packages-python $(VENV)/complete ## the Python wheel, into build/wheel [WHEEL_PROCESSOR=x86-64-v3]
	@CMAKE_BUILD_PARALLEL_LEVEL=$(JOBS) $(VENV_PIP) wheel --no-build-isolation --no-deps --no-index --wheel-dir build/wheel \
	  --config-settings cmake.define.NEONXAI_PROCESSOR=$(WHEEL_PROCESSOR) \
	  --config-settings build-dir=../build/python/$(WHEEL_PROCESSOR) ./python
	@ls build/wheel

.PHONY: $(VENV)/installed test-python lint-python wheel
