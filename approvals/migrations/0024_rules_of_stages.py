import django.db.models.deletion
from django.db import migrations, models


def remind_by_default(apps, _schema_editor):
    """Twinset's own rule reminds from now on; a version is never changed, so it is a new one."""
    policies = apps.get_model("approvals", "ReviewPolicy")
    newest = policies.objects.filter(agency=None, licence=None).order_by("-version").first()
    if newest is not None and not newest.remind_hours:
        policies.objects.create(version=newest.version + 1, remind_hours=[24, 4])


class Migration(migrations.Migration):
    dependencies = [
        ("approvals", "0023_notices_of_licences_and_cases"),
    ]

    operations = [
        migrations.AddField(
            model_name="stage",
            name="policy",
            field=models.ForeignKey(
                blank=True,
                help_text="The rule of its own agency; nothing: the round's.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="stages",
                to="approvals.reviewpolicy",
            ),
        ),
        migrations.RunPython(remind_by_default, migrations.RunPython.noop),
    ]
