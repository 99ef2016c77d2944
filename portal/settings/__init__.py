"""Settings: ``dev`` is the embedded default, ``test`` for the tests, ``prod`` refuses to guess."""
