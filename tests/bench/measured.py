"""How things are measured: the same act several times, beside a floor in the same run."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One figure; ``floor`` is what could not be less, in the same unit, ``ratio`` how far from it.

    ``n`` is how often it was measured, or over how many samples.
    """

    name: str
    value: float
    unit: str
    n: int
    floor: float | None = None

    def line(self) -> str:
        """The figure as one line of JSON."""
        ratio = round(self.value / self.floor, 2) if self.floor else None
        rounded = {
            key: round(value, 4) if isinstance(value, float) else value
            for key, value in asdict(self).items()
        }
        return json.dumps(rounded | {"ratio": ratio})


type Bench = Callable[[], Iterator[Measured]]


def milliseconds(act: Callable[[], object], times: int = 7) -> float:
    """The median duration of ``act`` after one that does not count."""
    act()
    return median(_once(act) for _ in range(times))


def beside(act: Callable[[], object], floor: Callable[[], object], times: int = 7) -> list[float]:
    """The median durations of ``act`` and ``floor`` in milliseconds, each in turn.

    So both meet the same other work of the machine.
    """
    act(), floor()
    pairs = [(_once(act), _once(floor)) for _ in range(times)]
    return [median(each) for each in zip(*pairs, strict=True)]


def peak_megabytes() -> float:
    """What the process held at most since it began; getrusage would count its parent's."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def _once(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - began)
