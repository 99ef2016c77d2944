"""A stand-in for OpenGL on machines without it.

Skia's wheel is linked against ``libGL`` and ``libEGL`` even where it draws into memory, as the
figures do, and Python cannot import it on a bare server that has neither. There a tiny library
takes their place: every function that Skia may name is there and returns nothing. It is loaded
before Skia, under the name that Skia asks for, in this process alone.

The layout follows the System V gABI, chapters 4 (object files) and 5 (dynamic linking).
"""

import ctypes
import platform
import re
import struct
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

NEEDED = ("libGL.so.1", "libEGL.so.1")

# Machine number and the code of ``return 0``.
MACHINES = {
    "x86_64": (62, bytes.fromhex("31c0c3")),
    "aarch64": (183, bytes.fromhex("000080d2c0035fd6")),
}

_PAGE = 0x1000
_HEADER, _SEGMENT, _SYMBOL = 64, 56, 24


def stand_in() -> None:
    """Load a stand-in for each library that Skia needs and this machine lacks. Linux only."""
    if sys.platform != "linux" or platform.machine() not in MACHINES:
        return
    for name in NEEDED:
        if not _is_there(name):
            _load(name)


def _is_there(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def _load(name: str) -> None:
    machine, code = MACHINES[platform.machine()]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(library(name, _functions(), machine, code))
        ctypes.CDLL(str(path), mode=ctypes.RTLD_GLOBAL)


def _functions() -> list[bytes]:
    """All names in Skia's own library that look like functions of OpenGL or EGL."""
    spec = find_spec("skia")
    if spec is None or spec.origin is None:
        return []
    names = re.findall(rb"(?<=\0)e?gl[A-Z]\w+(?=\0)", Path(spec.origin).read_bytes())
    return sorted(set(names))


def library(name: str, functions: list[bytes], machine: int, code: bytes) -> bytes:
    """Return a shared library called ``name`` in which each function runs ``code``."""
    words = b"\0" + b"".join(each + b"\0" for each in [name.encode(), *functions])
    code_at = _HEADER + 4 * _SEGMENT
    words_at = _aligned(code_at + len(code))
    symbols_at = _aligned(words_at + len(words))
    symbols = _symbols(words, functions, code_at)
    hash_at = symbols_at + len(symbols)
    table = _hash_table(len(functions))
    dynamic_at = -(-(hash_at + len(table)) // _PAGE) * _PAGE
    dynamic = _dynamic(
        soname=1, hash_at=hash_at, words_at=words_at, symbols_at=symbols_at, words=len(words)
    )
    segments = _segments(hash_at + len(table), dynamic_at, len(dynamic))
    image = bytearray(dynamic_at)
    for at, part in (
        (0, _header(machine)),
        (_HEADER, segments),
        (code_at, code),
        (words_at, words),
        (symbols_at, symbols),
        (hash_at, table),
    ):
        image[at : at + len(part)] = part
    return bytes(image) + dynamic


def _aligned(at: int) -> int:
    return -(-at // 8) * 8


def _header(machine: int) -> bytes:
    identity = b"\x7fELF\x02\x01\x01" + bytes(9)
    shared_object, version, section_header = 3, 1, 64
    return identity + struct.pack(
        "<HHIQQQIHHHHHH",
        shared_object, machine, version, 0, _HEADER, 0, 0, _HEADER, _SEGMENT, 4,
        section_header, 0, 0,
    )  # fmt: skip


def _segments(code_end: int, dynamic_at: int, dynamic: int) -> bytes:
    load, dynamic_kind, stack = 1, 2, 0x6474E551
    read, write, run = 4, 2, 1
    rows = (
        (load, read | run, 0, code_end, _PAGE),
        (load, read | write, dynamic_at, dynamic, _PAGE),
        (dynamic_kind, read | write, dynamic_at, dynamic, 8),
        (stack, read | write, 0, 0, 16),
    )
    return b"".join(
        struct.pack("<IIQQQQQQ", kind, flags, at, at, at, size, size, aligned)
        for kind, flags, at, size, aligned in rows
    )


def _symbols(words: bytes, functions: list[bytes], code_at: int) -> bytes:
    global_function, in_a_section = 0x12, 1
    rows = [bytes(_SYMBOL)]
    for function in functions:
        word = words.index(b"\0" + function + b"\0") + 1
        rows.append(struct.pack("<IBBHQQ", word, global_function, 0, in_a_section, code_at, 0))
    return b"".join(rows)


def _hash_table(functions: int) -> bytes:
    """One bucket, in which every symbol leads to the next."""
    chain = [0, *range(2, functions + 1), 0][: functions + 1]
    return struct.pack(f"<{3 + len(chain)}I", 1, len(chain), min(1, functions), *chain)


def _dynamic(*, soname: int, hash_at: int, words_at: int, symbols_at: int, words: int) -> bytes:
    tags = {4: hash_at, 5: words_at, 6: symbols_at, 10: words, 11: _SYMBOL, 14: soname, 0: 0}
    return b"".join(struct.pack("<QQ", tag, value) for tag, value in tags.items())
