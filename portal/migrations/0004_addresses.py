"""Everybody's e-mail address where django-allauth keeps them."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def keep_addresses(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Each address is its user's: people were invited to it, and sign in with it today."""
    users = apps.get_model("portal", "User").objects.exclude(email=None)
    address = apps.get_model("account", "EmailAddress")
    known = set(address.objects.filter(primary=True).values_list("user_id", flat=True))
    address.objects.bulk_create(
        [
            address(user_id=user.pk, email=user.email.lower(), primary=True, verified=True)
            for user in users.iterator()
            if user.pk not in known
        ]
    )


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0003_audit_checkpoints"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [migrations.RunPython(keep_addresses, migrations.RunPython.noop)]
