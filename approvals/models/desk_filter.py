"""A filter of the desk that somebody gave a name: an address to come back to."""

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from portal.models import User


class DeskFilter(models.Model):
    """What one person wants to see of her desk. Only she sees it, and it gives her no right."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="desk_filters")
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=600, help_text="What follows the question mark.")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                name="desk_filter_name_is_once_for_a_person", fields=["user", "name"]
            ),
            models.CheckConstraint(
                name="desk_filter_has_a_name_and_filters", condition=~Q(name="") & ~Q(query="")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The desk as it is filtered."""
        return f"{reverse('desk')}?{self.query}"
