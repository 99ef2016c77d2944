"""What holds for every test. No network: see ``addopts`` in pyproject.toml."""

import os

from hypothesis import settings

# The same examples each time, so that a red test is red for everybody; the night looks further.
settings.register_profile("default", derandomize=True, deadline=None)
settings.register_profile("night", derandomize=False, deadline=None, max_examples=5000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
