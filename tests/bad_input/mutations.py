"""Whole files broken in the ways in which files are broken, by chance and on purpose."""

from hypothesis import strategies as st

from tests.bad_input.seeds import seeds

EXTREME = [bytes(4), b"\xff" * 4, b"\x7f\xff\xff\xff", b"\x00\x00\x00\x01", b"\x80\x00\x00\x00"]
MOST_REPEATED = 4000
HEADS = [
    b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBP", b"\0\0\0\x18ftypavif",
    b"\0\0\0\x18ftypheic", b"GIF89a", b"II*\0", b"<svg/>", b"%PDF-1.7", b"",
]  # fmt: skip


@st.composite
def broken(draw: st.DrawFn) -> bytes:
    """A file that was whole, and one to four things that happened to it."""
    name = draw(st.sampled_from(sorted(seeds())))
    return draw(happened_to(seeds()[name]))


@st.composite
def happened_to(draw: st.DrawFn, data: bytes) -> bytes:
    """The file with one to four things that happened to it."""
    for _nth in range(draw(st.integers(1, 4))):
        data = draw(st.sampled_from(HAPPENED))(draw, data)
    return data


def _place(draw: st.DrawFn, data: bytes, spare: int = 0) -> int:
    """Somewhere in the file, as often in its first bytes, where the structure is."""
    last = max(0, len(data) - spare)
    return draw(st.integers(0, min(last, 400)) | st.integers(0, last))


def _cut_off(draw: st.DrawFn, data: bytes) -> bytes:
    return data[: _place(draw, data)]


def _flipped(draw: st.DrawFn, data: bytes) -> bytes:
    changed = bytearray(data)
    for _nth in range(draw(st.sampled_from([1, 3, 30])) if data else 0):
        changed[_place(draw, data, 1)] ^= 1 << draw(st.integers(0, 7))
    return bytes(changed)


def _extreme(draw: st.DrawFn, data: bytes) -> bytes:
    """A length, a count or an offset that cannot be."""
    at = _place(draw, data, 4)
    return data[:at] + draw(st.sampled_from(EXTREME)) + data[at + 4 :]


def _left_out(draw: st.DrawFn, data: bytes) -> bytes:
    at = _place(draw, data)
    return data[:at] + data[at + draw(st.integers(1, 300)) :]


def _put_in(draw: st.DrawFn, data: bytes) -> bytes:
    at = _place(draw, data)
    return data[:at] + draw(st.binary(min_size=1, max_size=60)) + data[at:]


def _said_again(draw: st.DrawFn, data: bytes) -> bytes:
    """A part many times over: a chunk in a chunk in a chunk."""
    at, size = _place(draw, data), draw(st.integers(1, 200))
    times = draw(st.sampled_from([2, 20, MOST_REPEATED // size + 1]))
    return data[:at] + data[at : at + size] * times + data[at + size :]


def _of_another(draw: st.DrawFn, data: bytes) -> bytes:
    other = seeds()[draw(st.sampled_from(sorted(seeds())))]
    return data[: _place(draw, data)] + other[_place(draw, other) :]


def _another_head(draw: st.DrawFn, data: bytes) -> bytes:
    head = draw(st.sampled_from(HEADS))
    return head + data[len(head) :]


HAPPENED = [
    _cut_off, _flipped, _extreme, _left_out, _put_in, _said_again, _of_another, _another_head,
]  # fmt: skip
