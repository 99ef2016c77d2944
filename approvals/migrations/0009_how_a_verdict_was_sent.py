"""A verdict that is sent while signed in says so, and claims no password."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("approvals", "0008_a_use_is_charged_in_its_brief")]

    operations = [
        migrations.AlterField(
            model_name="decision",
            name="sent_how",
            field=models.CharField(
                choices=[
                    ("session", "while signed in"),
                    ("passkey", "with a passkey"),
                    ("password", "with a password"),
                    ("code", "with a one-time code"),
                ],
                max_length=10,
            ),
        ),
    ]
