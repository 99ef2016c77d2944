"""Layer 3: an invisible mark of 64 bits that survives what platforms do to a picture.

    marked = embed(picture, payload, key)
    found = detect(unknown, [newest_key, older_key])

A keyed pattern is repeated over the luminance, stronger where texture hides it. Its beacons, lines
in the spectrum, tell how the picture was scaled, turned, stretched, mirrored and cropped; then all
repetitions are added up and the payload is decoded. EU Code of Practice on AI-content transparency:
the second machine layer, for when the metadata is gone.

It is a mark for the honest: who knows the key can remove or forge it, and a determined stranger can
damage any mark at the picture's expense.
"""

from approvals.disclosure.watermark.code import PAYLOAD_BYTES
from approvals.disclosure.watermark.detect import Found, detect
from approvals.disclosure.watermark.embed import can_carry, embed
from approvals.disclosure.watermark.lattice import KEY_BYTES

__all__ = ["KEY_BYTES", "PAYLOAD_BYTES", "Found", "can_carry", "detect", "embed"]
