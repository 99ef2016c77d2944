"""Seal the client secrets of identity providers, which lay plain in allauth's own table."""

from django.db import migrations, models

from portal.sealing import seal, unseal


def seal_all(apps, schema_editor):
    for provider in apps.get_model("portal", "IdentityProvider").objects.select_related("app"):
        secret, provider.app.secret = provider.app.secret, ""
        if secret:
            provider.sealed_secret = seal(secret) if provider.active else ""
            provider.save(update_fields=["sealed_secret"])
            provider.app.save(update_fields=["secret"])


def unseal_all(apps, schema_editor):
    for provider in apps.get_model("portal", "IdentityProvider").objects.select_related("app"):
        if provider.sealed_secret:
            provider.app.secret = unseal(provider.sealed_secret)
            provider.app.save(update_fields=["secret"])


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0007_appointments"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
    ]

    operations = [
        migrations.AddField(
            model_name="identityprovider",
            name="sealed_secret",
            field=models.TextField(
                blank=True,
                default="",
                editable=False,
                help_text="The client's secret (portal.sealing).",
            ),
        ),
        migrations.RunPython(seal_all, unseal_all),
    ]
