import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("approvals", "0024_rules_of_stages"),
        ("twins", "0004_urgent_stop"),
    ]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="grounds",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="Consent, its version, and licence of each twin whom it is about, by id.",
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="consent",
            field=models.ForeignKey(
                blank=True,
                help_text="Where it is about one twin; of several all are among the grounds.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="twins.consent",
            ),
        ),
    ]
