"""A mark in the pixels for each publication from now on; none for those before."""

from django.db import migrations, models

import approvals.models.publication


class Migration(migrations.Migration):
    dependencies = [
        ("approvals", "0011_guests"),
    ]

    operations = [
        migrations.AddField(
            model_name="publication",
            name="watermark",
            field=models.BinaryField(
                help_text="What is hidden in the pixels; none for what was published without.",
                max_length=8,
                null=True,
                unique=True,
            ),
        ),
        migrations.AlterField(
            model_name="publication",
            name="watermark",
            field=models.BinaryField(
                default=approvals.models.publication.new_watermark,
                help_text="What is hidden in the pixels; none for what was published without.",
                max_length=8,
                null=True,
                unique=True,
            ),
        ),
    ]
