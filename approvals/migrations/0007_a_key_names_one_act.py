"""A key names one act: another verdict, or one on another picture, is another act."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("approvals", "0006_approval_rests_on_two_decisions")]

    operations = [
        migrations.RemoveConstraint(model_name="decision", name="decision_is_sent_once"),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(
                fields=["stage", "person", "verdict", "idempotency_key"],
                condition=~Q(idempotency_key=""),
                name="decision_is_sent_once",
            ),
        ),
    ]
