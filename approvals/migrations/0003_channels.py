"""The channels that everybody starts with, and the site's own review policy."""

from django.db import migrations

from approvals.disclosure.channels import CHANNELS


def add_channels(apps, schema_editor):
    Channel = apps.get_model("approvals", "Channel")
    Channel.objects.bulk_create(
        Channel(
            name=form.name,
            title=form.title,
            width=form.width,
            height=form.height,
            medium=form.medium,
            media_type=form.media_type,
            safe_top=form.safe_top,
            safe_right=form.safe_right,
            safe_bottom=form.safe_bottom,
            safe_left=form.safe_left,
            reads=form.reads,
            place=place,
        )
        for place, form in enumerate(CHANNELS.values())
    )
    apps.get_model("approvals", "ReviewPolicy").objects.create(version=1)


def remove_channels(apps, schema_editor):
    apps.get_model("approvals", "Channel").objects.all().delete()
    apps.get_model("approvals", "ReviewPolicy").objects.filter(agency=None).delete()


class Migration(migrations.Migration):
    dependencies = [("approvals", "0002_initial")]
    operations = [migrations.RunPython(add_channels, remove_channels)]
