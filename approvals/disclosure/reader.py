"""The process that reads marks: a hostile file on standard input, what it says on standard output.

Run by its path, confined as ``portal/imaging/child.py`` is; it imports nothing of ours either. The
answer is one JSON object: ``manifest`` (the part of the C2PA store that is judged), ``error`` where
that could not be read, ``xmp`` and ``iim`` in hexadecimal.
"""

import contextlib
import io
import json
import runpy
import sys
from typing import Any, TypedDict

LONGEST_PACKET = 512 * 1024  # bytes of XMP or IIM that are handed on
LONGEST_MANIFEST = 1024 * 1024  # letters
LONGEST_ERROR = 200  # letters
JUDGED = ("c2pa.actions.v2", "cawg.metadata")  # the assertions that are looked at
IIM = 0x0404  # the Photoshop resource with IPTC-IIM records

type Said = dict[str, Any]


class Order(TypedDict):
    """What the parent asks: ``child`` is the path of the script that says how to be confined."""

    child: str
    media_type: str
    max_pixels: int
    max_clean_bytes: int
    memory_bytes: int
    seconds: int
    settings: Said


def main() -> None:
    """Answer the order in the first argument."""
    order: Order = json.loads(sys.argv[1])
    child = runpy.run_path(order["child"], run_name="child")
    child["confine"](order)
    file = io.BytesIO(sys.stdin.buffer.read())
    answer = manifest(file, order) | metadata(file, order, child)
    sys.stdout.write(json.dumps(answer))


def manifest(file: io.BytesIO, order: Order) -> Said:
    """Return what the C2PA library says of the active manifest, and nothing of its size."""
    import c2pa

    try:
        with c2pa.Context.from_dict(order["settings"]) as context:
            reader = c2pa.Reader.try_create(order["media_type"], file, context=context)
            if reader is None:
                return {"manifest": None}
            with reader:
                store = judged(json.loads(reader.json()))
    except Exception as error:  # noqa: BLE001 a hostile file makes the library raise anything
        return {"manifest": None, "error": str(error)[:LONGEST_ERROR] or type(error).__name__}
    if len(json.dumps(store)) > LONGEST_MANIFEST:
        return {"manifest": None, "error": "it is too large"}
    return {"manifest": store}


def judged(store: Said) -> Said:
    """Return the store reduced to what decides: others' assertions and ingredients are left."""
    active = store.get("active_manifest")
    found = (store.get("manifests") or {}).get(active) or {}
    kept = [each for each in found.get("assertions") or () if each.get("label") in JUDGED]
    results = (store.get("validation_results") or {}).get("activeManifest") or {}
    return {
        "active_manifest": active,
        "validation_state": store.get("validation_state"),
        "validation_results": {"activeManifest": results},
        "manifests": {
            active: {"assertions": kept, "signature_info": found.get("signature_info") or {}}
        },
    }


def metadata(file: io.BytesIO, order: Order, child: Said) -> Said:
    """Return the XMP packet and the IIM records as they stand there; empty where there are none."""
    with contextlib.suppress(Exception):  # a hostile file makes decoders raise anything
        file.seek(0)
        image = opened(file, order, child)
        xmp = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp") or b""
        packet = xmp.encode() if isinstance(xmp, str) else bytes(xmp)
        records = (image.info.get("photoshop") or {}).get(IIM) or b""
        if len(packet) <= LONGEST_PACKET and len(records) <= LONGEST_PACKET:
            return {"xmp": packet.hex(), "iim": bytes(records).hex()}
    return {"xmp": "", "iim": ""}


def opened(file: io.BytesIO, order: Order, child: Said) -> Any:
    """Return the picture by the one reader that its first bytes ask for."""
    if order["media_type"] == "image/png":  # its chunks may stand after the pixels
        return child["read"](file, order)
    module, name = child["READERS"][order["media_type"]]
    return getattr(child["reader"](module), name)(file)


if __name__ == "__main__":
    main()
