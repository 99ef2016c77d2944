"""One byte form for one value, so that a hash of it means something."""

import hashlib
import json
from typing import Any


def canonical_json(value: Any) -> bytes:
    """Return ``value`` as JSON with sorted keys and no spaces; dates and the like as text."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str
    ).encode()


def canonical_sha256(value: Any) -> str:
    """Return the SHA-256 of the canonical form of ``value``, in hex."""
    return hashlib.sha256(canonical_json(value)).hexdigest()
