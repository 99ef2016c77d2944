"""One order to a generator backend: a machine, or a studio's people."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone

from approvals.models.brief import Brief
from approvals.states import RunState
from portal import access
from portal.constraints import one_of
from portal.models import Organisation, Person, StoredFile, User
from twins.models import Stop, Twin


class RunQuerySet(models.QuerySet["Run"]):
    """Runs, in English."""

    def waiting(self) -> "RunQuerySet":
        """Those that a worker may claim: nobody in them has halted what is new of her."""
        stopped = Stop.objects.standing().values("twin")
        halted = Run.twins.through.objects.filter(run=OuterRef("pk"), twin__in=stopped)
        return self.filter(~Exists(halted), state=RunState.WAITING)

    def lost(self, at: datetime) -> "RunQuerySet":
        """Those whose worker has not been heard of since its lease ran out."""
        return self.filter(state=RunState.RUNNING, lease_until__lte=at)

    def on_desk_of(self, user: User) -> "RunQuerySet":
        """Orders of studios for which ``user`` delivers."""
        return self.filter(access.held(user).everywhere("fill_orders", at="studio"))


class Run(models.Model):
    """A row is the job: a lease says who works on it, a sweep finds what was lost."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    brief = models.ForeignKey(Brief, on_delete=models.PROTECT, related_name="runs")
    twins = models.ManyToManyField(Twin, related_name="runs")
    generator = models.CharField(max_length=40)
    studio = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="orders"
    )
    parent = models.ForeignKey(
        "approvals.Draft", on_delete=models.PROTECT, null=True, blank=True, related_name="reorders"
    )
    asked = models.JSONField(default=list, help_text="What the sides want changed.")
    seed = models.PositiveIntegerField(default=1)
    count = models.PositiveSmallIntegerField(default=1)
    done = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=RunState, default=RunState.WAITING)
    attempt = models.PositiveSmallIntegerField(default=0)
    lease_id = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=300, blank=True)
    requested_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering = ["requested_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="run_is_in_a_known_state", condition=one_of("state", RunState)
            ),
            models.CheckConstraint(
                name="run_has_a_lease_exactly_while_it_runs",
                condition=models.Q(
                    state="running", lease_id__isnull=False, lease_until__isnull=False
                )
                | (
                    ~models.Q(state="running")
                    & models.Q(lease_id__isnull=True, lease_until__isnull=True)
                ),
            ),
            models.CheckConstraint(
                name="run_on_a_desk_names_its_studio",
                condition=~models.Q(state="ordered") | models.Q(studio__isnull=False),
            ),
            models.CheckConstraint(
                name="run_delivers_no_more_than_was_ordered",
                condition=models.Q(done__lte=models.F("count")),
            ),
            models.UniqueConstraint(
                name="run_for_a_new_version_is_ordered_once",
                fields=["parent"],
                condition=models.Q(
                    parent__isnull=False, state__in=["waiting", "running", "ordered"]
                ),
            ),
        ]
        indexes = [models.Index(name="run_by_state", fields=["state", "requested_at"])]

    def __str__(self) -> str:
        return f"run {str(self.id)[:4]} of {self.brief}"


class Download(models.Model):
    """A studio fetched a reference or a garment for an order; every fetch is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="downloads")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"download for {self.run}"
