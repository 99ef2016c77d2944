"""A use belongs to a brief: the ledger names it, so that another brief's is charged too."""

import uuid

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F, Q, UUIDField, Value
from django.db.models.functions import Coalesce


def name_the_uses(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Name in each entry for a use the use that its publication was for."""
    entries = apps.get_model("approvals", "LedgerEntry").objects.filter(kind="use")
    publications = apps.get_model("approvals", "Publication").objects.all()
    of_entry = publications.filter(pk=models.OuterRef("publication"))
    entries.update(use=models.Subquery(of_entry.values("use")[:1]))


def or_nobody(field: str) -> Coalesce:
    """Return the id in ``field``, nobody's where it is empty."""
    nobody = Value(uuid.UUID(int=0), output_field=UUIDField())
    return Coalesce(F(field), nobody, output_field=UUIDField())


class Migration(migrations.Migration):
    dependencies = [("approvals", "0007_a_key_names_one_act")]

    operations = [
        migrations.AddField(
            model_name="ledgerentry",
            name="use",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="ledger",
                to="approvals.use",
            ),
        ),
        migrations.RunPython(name_the_uses, migrations.RunPython.noop),
        migrations.RemoveConstraint(model_name="ledgerentry", name="ledger_charges_a_use_once"),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.UniqueConstraint(
                F("licence"),
                or_nobody("agency"),
                F("master_sha256"),
                F("kind"),
                or_nobody("use"),
                F("medium"),
                F("territory"),
                condition=Q(kind__in=["use", "image"]),
                name="ledger_charges_a_use_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.CheckConstraint(
                condition=Q(kind="use", use__isnull=False)
                | Q(kind="image", use__isnull=True)
                | ~Q(kind__in=["use", "image"]),
                name="ledger_names_the_use_that_it_charges",
            ),
        ),
    ]
