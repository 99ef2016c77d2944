"""Static files in production: modules import each other by the names that change with them."""

import re
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage

from portal.static_files import StaticFiles
from portal.web.installed import SHELL, WORKER

SOURCES = Path(settings.BASE_DIR) / "static"
IMPORTED = re.compile(r"""^(?:import|export)[^"]*?["'](\./[^"']+)["'];""", re.MULTILINE)


def test_every_import_in_a_module_is_named_by_its_content(tmp_path: Path) -> None:
    source = FileSystemStorage(SOURCES)
    storage = StaticFiles(location=tmp_path, base_url="/static/")
    names = [f"js/{path.name}" for path in (SOURCES / "js").glob("*.js")]
    for name in names:
        with source.open(name) as file:
            storage.save(name, file)
    made = storage.post_process({each: (source, each) for each in names})
    named = {name: hashed for name, hashed, _done in made if hashed.endswith(".js")}
    imports = 0
    for name in names:
        text = (tmp_path / named[name]).read_text()
        found = IMPORTED.findall(text)
        imports += len(found)
        assert all(f"js/{each[2:]}" in named.values() for each in found), (name, found)
    assert imports > 10


def test_what_pages_import_is_there_without_a_connection() -> None:
    """Else a page that is kept would open without what it does."""
    for name in (*SHELL, WORKER):
        if name.startswith("js/"):
            for each in IMPORTED.findall((SOURCES / name).read_text()):
                assert f"js/{each[2:]}" in SHELL, (name, each)
