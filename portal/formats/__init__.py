"""How days, hours and numbers are written: what differs from Django's own for each language."""
