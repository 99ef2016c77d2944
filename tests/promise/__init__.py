"""The proof of the promise: a machine that tries everything, and an oracle that only listened."""
