"""Draw the tables of states as docs/states.md: a diagram and a sentence for each state."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from approvals.states import TABLES, Table

HEAD = """# States

Drawn from the tables in `approvals/states.py`: `python manage.py draw_states > docs/states.md`."""


class Command(BaseCommand):
    help = "Print docs/states.md: the tables of states as diagrams and sentences."
    requires_system_checks = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print the page."""
        self.stdout.write(page(), ending="")


def page() -> str:
    """Return the whole page as Markdown with Mermaid diagrams, in English."""
    with translation.override("en"):
        sections = ["\n".join(_section(table)) for table in TABLES]
    return "\n\n".join([HEAD, *sections]) + "\n"


def _section(table: Table) -> Iterator[str]:
    yield f"## {table.thing.capitalize()}\n"
    yield from ("```mermaid", "stateDiagram-v2", *_diagram(table), "```\n")
    yield from (f"- {_sentence(table, state)}" for state in table.states.values)


def _diagram(table: Table) -> Iterator[str]:
    for state, label in table.states.choices:
        yield f"    {state}: {label}"
    for start in table.starts:
        yield f"    [*] --> {start}"
    for name, moves in table.moves.items():
        for move in moves:
            yield f"    {move.source} --> {move.target}: {_said(name)}"
    for state in table.states.values:
        if state in table.ends():
            yield f"    {state} --> [*]"


def _sentence(table: Table, state: str) -> str:
    """Say whose turn a state is and what may follow."""
    ways = [
        f"*{_said(name)}* leads to `{move.target}`"
        + (f" (in the trail as `{move.audit}`)" if move.audit else "")
        for name, moves in table.moves.items()
        for move in moves
        if move.source == state
    ]
    label, turn = table.states(state).label, _turn(table.turns[state])
    return f"`{state}`, {label}: {turn}; {', '.join(ways) or 'nothing follows'}."


def _turn(whose: str) -> str:
    if whose in ("nobody", "everybody"):
        return f"{whose}'s turn"
    return f"the turn of {whose if whose.startswith('the ') else f'the {whose}'}"


def _said(move: str) -> str:
    return move.replace("_", " ")
