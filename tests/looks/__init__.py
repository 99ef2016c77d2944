"""Every page that somebody has, as it looks: ``python -m tests.looks``."""
