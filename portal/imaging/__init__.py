"""Pictures from strangers made safe, and previews of our own. Knows no Django."""

from portal.imaging.decode import CleanPicture, sanitise
from portal.imaging.limits import UPLOAD, Limits, Refused
from portal.imaging.preview import dimensions, thumbnail
from portal.imaging.sniff import sniff

__all__ = [
    "UPLOAD",
    "CleanPicture",
    "Limits",
    "Refused",
    "dimensions",
    "sanitise",
    "sniff",
    "thumbnail",
]
