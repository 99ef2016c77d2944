"""The style sheets: one file for each component, and no two that mean something else by a name."""

import re
from collections import defaultdict
from pathlib import Path

from django.conf import settings

CSS = Path(settings.BASE_DIR) / "static" / "css"
WHOLE_RULE = re.compile(r"^  \.([a-z][\w-]*) \{", re.MULTILINE)


def test_each_component_is_drawn_in_one_file() -> None:
    """Else the one quietly changes the other: a list of keys once opened a closed dialog."""
    drawn: dict[str, set[str]] = defaultdict(set)
    for sheet in CSS.rglob("*.css"):
        for name in WHOLE_RULE.findall(sheet.read_text()):
            drawn[name].add(sheet.name)
    assert {name: files for name, files in drawn.items() if len(files) > 1} == {}
    assert len(drawn) > 50
