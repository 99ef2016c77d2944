"""The constraint compares decisions; its name says so now."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("approvals", "0005_states_are_known")]

    operations = [
        migrations.RemoveConstraint(
            model_name="approval", name="approval_is_by_two_different_people"
        ),
        migrations.AddConstraint(
            model_name="approval",
            constraint=models.CheckConstraint(
                condition=~Q(brand_decision=F("model_decision")),
                name="approval_rests_on_two_different_decisions",
            ),
        ),
    ]
