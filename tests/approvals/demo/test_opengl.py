"""The figures are drawn on machines without OpenGL too."""

import ctypes
import platform
import sys
from pathlib import Path

import pytest

from approvals.demo.figures import opengl


@pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in opengl.MACHINES, reason="Linux only"
)
def test_the_stand_in_is_a_library_whose_functions_return_nothing(tmp_path: Path) -> None:
    machine, code = opengl.MACHINES[platform.machine()]
    path = tmp_path / "libStandIn.so.1"
    names = [b"glClear", b"glFlush", b"eglGetProcAddress"]
    path.write_bytes(opengl.library(path.name, names, machine, code))
    loaded = ctypes.CDLL(str(path))
    assert [loaded[name.decode()]() for name in names] == [0, 0, 0]
    with pytest.raises(AttributeError):
        loaded["glFinish"]
