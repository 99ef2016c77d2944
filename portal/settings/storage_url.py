"""``STORAGE_URL``: where the pictures lie, as one entry of Django's ``STORAGES``."""

from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit
from urllib.request import url2pathname

from django.core.exceptions import ImproperlyConfigured

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def storage_settings(url: str) -> dict[str, Any]:
    """Return the entry for ``file:///folder`` or ``s3://key:secret@host[:port]/bucket[?region=]``.

    Key and secret are percent-encoded where they hold ``/``, ``@`` or ``:``. S3 speaks HTTPS,
    except to this machine. Raises ``ImproperlyConfigured``, never with the secret in its words.
    """
    parts = urlsplit(url)
    if parts.scheme == "file" and not parts.netloc and parts.path.startswith("/"):
        return _folder(parts)
    if parts.scheme == "s3" and parts.hostname and parts.password and parts.path.strip("/"):
        return _bucket(parts)
    raise ImproperlyConfigured(
        "STORAGE_URL must be file:///absolute/folder or s3://key:secret@host/bucket."
    )


def _folder(parts: SplitResult) -> dict[str, Any]:
    return {
        "BACKEND": "portal.storage.PrivateFolder",
        "OPTIONS": {
            "location": url2pathname(parts.path),
            "file_permissions_mode": 0o640,
            "directory_permissions_mode": 0o750,
            "allow_overwrite": True,
        },
    }


def _bucket(parts: SplitResult) -> dict[str, Any]:
    scheme = "http" if parts.hostname in LOOPBACK else "https"
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "access_key": unquote(parts.username or ""),
            "secret_key": unquote(parts.password or ""),
            "bucket_name": parts.path.strip("/"),
            "endpoint_url": f"{scheme}://{parts.netloc.rpartition('@')[2]}",
            "region_name": parse_qs(parts.query).get("region", ["us-east-1"])[0],
            "addressing_style": "path",
            "signature_version": "s3v4",
            "default_acl": "private",
            "querystring_auth": True,
            "querystring_expire": 60,
            "file_overwrite": True,
        },
    }
