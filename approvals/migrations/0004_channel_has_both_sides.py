"""A channel with a width and no height passed: a check lets the unknown pass."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("approvals", "0003_channels"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="channel",
            name="channel_has_both_sides_or_none",
        ),
        migrations.AddConstraint(
            model_name="channel",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("height__isnull", True), ("width__isnull", True)),
                    models.Q(
                        ("height__gt", 0),
                        ("height__isnull", False),
                        ("width__gt", 0),
                        ("width__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="channel_has_both_sides_or_none",
            ),
        ),
    ]
