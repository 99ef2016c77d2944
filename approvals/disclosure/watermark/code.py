"""Sixty-four bits made to survive noise, and to be believed only with their seal.

A payload is followed by a keyed seal of 32 bits (HMAC-SHA256, cut short) and encoded by a
terminated convolutional code of rate 1/4 and memory 10, which is decoded softly: each coded bit
arrives as a real number whose sign is the bit and whose size is how sure it is.
"""

import hashlib
import hmac
from functools import cache

import numpy as np
from numpy.typing import NDArray

PAYLOAD_BYTES = 8
SEAL_BYTES = 4
MEMORY = 10
# The taps of the best known codes of this rate and memory (Proakis, Digital Communications).
GENERATORS = (0o2327, 0o2353, 0o2671, 0o3175)
SEALED_BITS = 8 * (PAYLOAD_BYTES + SEAL_BYTES)
CODED_BITS = len(GENERATORS) * (SEALED_BITS + MEMORY)

_STATES = 1 << MEMORY

type Signs = NDArray[np.float32]


def encode(payload: bytes, key: bytes) -> Signs:
    """The payload as CODED_BITS signs, +1 for a zero and -1 for a one, shape (CODED_BITS,).

    Raises ValueError for a payload that is not eight bytes long.
    """
    if len(payload) != PAYLOAD_BYTES:
        raise ValueError(f"A payload is {PAYLOAD_BYTES} bytes long, not {len(payload)}.")
    sealed = np.unpackbits(np.frombuffer(payload + _seal(payload, key), dtype=np.uint8))
    bits = np.concatenate([sealed, np.zeros(MEMORY, np.uint8)])
    state, words = 0, []
    for bit in bits:
        register = int(bit) << MEMORY | state
        words.append(_outputs()[register])
        state = register >> 1
    return np.concatenate(words)


def decode(soft: Signs, key: bytes) -> bytes | None:
    """The payload that most likely was sent, or None where its seal is not the key's.

    `soft` has shape (CODED_BITS,), any common scale. Noise passes the seal once in 2**32 times.
    """
    data = np.packbits(_most_likely(soft)).tobytes()
    payload, seal = data[:PAYLOAD_BYTES], data[PAYLOAD_BYTES:]
    return payload if hmac.compare_digest(seal, _seal(payload, key)) else None


def _seal(payload: bytes, key: bytes) -> bytes:
    return hmac.digest(key, b"twinset watermark seal" + payload, hashlib.sha256)[:SEAL_BYTES]


@cache
def _outputs() -> Signs:
    """The four signs put out for each content of the register, shape (2 * _STATES, 4)."""
    registers = np.arange(2 * _STATES)
    parities = [np.bitwise_count(registers & taps) & 1 for taps in GENERATORS]
    return (1 - 2 * np.stack(parities, axis=1).astype(np.int8)).astype(np.float32)


def _most_likely(soft: Signs) -> NDArray[np.uint8]:
    """Viterbi's algorithm: the SEALED_BITS whose coded form lies nearest to `soft`.

    A register of one new bit over the old state; the new state is the register without its last
    bit, so new state n comes from the registers 2n and 2n + 1.
    """
    gains = soft.reshape(-1, len(GENERATORS)) @ _outputs().T
    score = np.full(_STATES, -np.inf, np.float32)
    score[0] = 0
    choices = []
    for gain in gains:
        both = (gain.reshape(2, _STATES) + score).reshape(_STATES, 2)
        later = both[:, 1] > both[:, 0]
        choices.append(later)
        score = np.where(later, both[:, 1], both[:, 0])
    state, bits = 0, []
    for later in reversed(choices):
        bits.append(state >> (MEMORY - 1))
        state = (state << 1 | int(later[state])) & (_STATES - 1)
    return np.array(bits[::-1][:SEALED_BITS], np.uint8)
