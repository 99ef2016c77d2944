"""Who made the picture besides the model: photographer, stylist, hair, make-up, retouch."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from approvals.models.brief import Brief
from approvals.models.link import MailedLink, MailedLinkQuerySet, link_constraints
from portal.models import Person


class CrewMemberQuerySet(models.QuerySet["CrewMember"]):
    """Members of a crew, in English."""

    def there(self) -> "CrewMemberQuerySet":
        """Those whom the brand did not take from the list."""
        return self.filter(removed_at__isnull=True)

    def credited(self) -> "CrewMemberQuerySet":
        """Those who are named beside the pictures: who do not want to be are not."""
        return self.there().filter(declined_at__isnull=True)


class CrewMember(models.Model):
    """Somebody credited on a brief, with the fee."""

    class Role(models.TextChoices):
        PHOTOGRAPHER = "photographer", _("photographer")
        STYLIST = "stylist", _("stylist")
        HAIR = "hair", _("hair")
        MAKE_UP = "make_up", _("make-up")
        RETOUCH = "retouch", _("retouch")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    brief = models.ForeignKey(Brief, on_delete=models.PROTECT, related_name="crew")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="credits")
    role = models.CharField(max_length=12, choices=Role)
    fee = models.DecimalField(max_digits=10, decimal_places=2, default=0)
    currency = models.CharField(max_length=3, default="EUR")
    declined_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = CrewMemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="crew_member_has_a_role_once", fields=["brief", "person", "role"]
            ),
            models.CheckConstraint(
                name="crew_member_is_removed_by_somebody_at_some_time",
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.person}"


class CrewLink(MailedLink):
    """A link for one member of a brief's crew: to her credit, her fee and what was published."""

    WORD = "crew"

    member = models.OneToOneField(CrewMember, on_delete=models.CASCADE, related_name="link")

    objects = MailedLinkQuerySet["CrewLink"].as_manager()

    class Meta(MailedLink.Meta):
        constraints = link_constraints("crew")

    @property
    def brief(self) -> Brief:
        """The brief on which she worked."""
        return self.member.brief
