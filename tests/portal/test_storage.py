"""Pictures lie under the hash of their bytes, once, whole, and without an address."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, Storage, storages
from pytest_django import Settings

from portal import storage
from portal.settings.storage_url import storage_settings

DATA = b"the bytes of a picture"
SHA256 = hashlib.sha256(DATA).hexdigest()
KEY = f"{SHA256[:2]}/{SHA256[2:4]}/{SHA256}"


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    """Keep pictures in a folder of the test's own."""
    settings.STORAGES = settings.STORAGES | {"pictures": storage_settings(tmp_path.as_uri())}
    return tmp_path


def files(folder: Path) -> list[str]:
    return [str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()]


def test_a_picture_lies_under_its_hash(folder: Path) -> None:
    assert storage.put(DATA) == SHA256
    assert files(folder) == [KEY]
    assert storage.exists(SHA256)
    assert storage.read(SHA256) == DATA
    with storage.open_file(SHA256) as file:
        assert file.read(9) == DATA[:9]


def test_the_same_picture_is_stored_once(folder: Path) -> None:
    storage.put(DATA)
    inode = (folder / KEY).stat().st_ino
    storage.put(DATA)
    assert (folder / KEY).stat().st_ino == inode
    assert files(folder) == [KEY]


def test_writers_at_the_same_time_leave_one_whole_picture(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "exists", lambda sha256: False)
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(storage.put, [DATA] * 40)) == {SHA256}
    assert files(folder) == [KEY]
    assert storage.read(SHA256) == DATA


def test_a_backend_that_renames_keeps_no_second_copy(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend = "django.core.files.storage.InMemoryStorage"
    settings.STORAGES = settings.STORAGES | {"pictures": {"BACKEND": backend}}
    monkeypatch.setattr(storage, "exists", lambda sha256: False)
    assert storage.put(DATA) == storage.put(DATA) == SHA256
    memory = storages["pictures"]
    assert isinstance(memory, InMemoryStorage)
    assert memory.listdir(KEY[:5]) == ([], [SHA256])


def test_a_write_that_fails_leaves_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(storage, "_to_disk", full)
    with pytest.raises(OSError, match="No space left"):
        storage.put(DATA)
    assert files(folder) == []
    assert not storage.exists(SHA256)


def test_changed_bytes_are_noticed(folder: Path) -> None:
    storage.put(DATA)
    (folder / KEY).write_bytes(DATA + b"!")
    with pytest.raises(storage.Corrupt, match=SHA256):
        storage.read(SHA256)


def test_a_deleted_picture_is_gone_and_may_be_deleted_again(folder: Path) -> None:
    storage.put(DATA)
    storage.delete(SHA256)
    storage.delete(SHA256)
    assert files(folder) == []
    with pytest.raises(FileNotFoundError):
        storage.read(SHA256)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "AB" * 32, "ab" * 31, "ab" * 32 + "\n"])
def test_only_a_hash_is_a_name(name: str) -> None:
    with pytest.raises(ValueError, match="not the SHA-256"):
        storage.read(name)


def test_a_picture_has_no_address_and_is_not_for_everybody(folder: Path) -> None:
    storage.put(DATA)
    with pytest.raises(ValueError, match="no address"):
        storages["pictures"].url(KEY)
    assert (folder / KEY).stat().st_mode & 0o007 == 0
    assert (folder / KEY).parent.stat().st_mode & 0o007 == 0


def test_the_folder_is_a_django_storage_like_any_other() -> None:
    pictures: Storage = storages["pictures"]
    assert pictures.save("a/b", ContentFile(DATA)) == "a/b"
    assert pictures.size("a/b") == len(DATA)


def test_a_file_address_names_a_folder() -> None:
    entry = storage_settings("file:///srv/my%20pictures")
    assert entry["BACKEND"] == "portal.storage.PrivateFolder"
    assert entry["OPTIONS"]["location"] == "/srv/my pictures"


def test_an_s3_address_names_a_private_bucket() -> None:
    entry = storage_settings("s3://AK%2F1:se%40cret%3A@s3.example.org:9000/pictures?region=eu-1")
    options = entry["OPTIONS"]
    assert entry["BACKEND"] == "storages.backends.s3.S3Storage"
    assert (options["access_key"], options["secret_key"]) == ("AK/1", "se@cret:")
    assert options["endpoint_url"] == "https://s3.example.org:9000"
    assert (options["bucket_name"], options["region_name"]) == ("pictures", "eu-1")
    assert (options["default_acl"], options["querystring_auth"]) == ("private", True)


def test_only_this_machine_is_spoken_to_without_https() -> None:
    entry = storage_settings("s3://key:secret@127.0.0.1:8333/pictures")
    assert entry["OPTIONS"]["endpoint_url"] == "http://127.0.0.1:8333"


@pytest.mark.parametrize(
    "url",
    ["", "var/storage", "file://host/x", "http://k:hush@h/b", "s3://k:hush@h", "s3://h/b"],
)
def test_another_address_is_refused_without_telling_its_secret(url: str) -> None:
    with pytest.raises(ImproperlyConfigured) as caught:
        storage_settings(url)
    assert "hush" not in str(caught.value)
