"""What workers do: claim a row, work on it, leave it in a better state. Tasks import actions."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from celery import shared_task
from django.conf import settings
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals import ledger
from approvals.actions import case, deadline, generate, publish, review, takedown, tell
from approvals.disclosing import disclose_publication
from approvals.models import MisuseCase, Publication, Run
from approvals.ordering import order_for
from approvals.policies import Stopped, check_not_stopped
from portal.errors import DomainError
from portal.imaging import sanitise
from portal.languages import speaking_to
from portal.queue import enqueue
from portal.wording import mark
from twins.generators.base import Cancelled, GeneratorError
from twins.generators.registry import make
from twins.models import ConsentEvent

log = logging.getLogger(__name__)

PATIENCE = timedelta(seconds=15)
"""How long a bell may take before the sweep rings again."""

MOST_DEATHS = 20
"""How many workers may die over one row; deploys kill some, a poisoned row kills all."""


@shared_task(name="approvals.generate")
def generate_run(run_id: str) -> None:
    """Render a waiting run, one picture at a time, keeping its lease alive."""
    run = generate.claim_run(run_id=run_id, at=timezone.now())
    if run is not None:
        with speaking_to(run.requested_by):
            _make(run)


def _make(run: Run) -> None:
    try:
        for place in range(1, run.count + 1):
            if not run.drafts.filter(place=place).exists():
                _render(run, place)
    except Cancelled:
        log.info("run %s was called off", run.pk)
    except GeneratorError as error:
        generate.fail_run(
            run=run, sentence=str(error), permanent=error.permanent, at=timezone.now()
        )
    except Stopped:
        generate.release_run(run)
    except DomainError as error:
        generate.fail_run(run=run, sentence=error.sentence, permanent=True, at=timezone.now())
    except Exception:
        log.exception("run %s broke", run.pk)
        generate.fail_run(
            run=run, sentence=_("The generator broke down."), permanent=False, at=timezone.now()
        )


@shared_task(name="approvals.publish")
def prepare_publication(publication_id: str) -> None:
    """Disclose a publication's picture and make it public."""
    publication = publish.claim_publication(publication_id=publication_id, at=timezone.now())
    if publication is not None:
        with speaking_to(publication.asked_by):
            _prepare(publication)


def _prepare(publication: Publication) -> None:
    try:
        if publication.attempt < MOST_DEATHS:
            disclosed = disclose_publication(publication)
            publish.complete_publication(
                publication=publication, disclosed=disclosed, at=timezone.now()
            )
            return
        log.error("publication %s ends its workers", publication.pk)
    except Exception:
        log.exception("publication %s broke", publication.pk)
    if publication.attempt >= publish.MOST_ATTEMPTS:
        publish.fail_publication(
            publication=publication,
            sentence=_("The picture could not be prepared for this channel."),
            at=timezone.now(),
        )


@shared_task(name="approvals.handle_consent_event")
def handle_consent_event(event_id: str) -> None:
    """Take down what a consent event ended."""
    takedown.handle_consent_event(event_id=event_id, at=timezone.now())


@shared_task(name="approvals.sweep")
def sweep() -> None:
    """Ring again for every row whose bell was lost, and end what has run out.

    Each row on its own: what breaks is logged and left to the next sweep. What takes something
    from the public's eyes comes first.
    """
    at = timezone.now()
    _each(
        "handle",
        ConsentEvent.objects.filter(handled_at__isnull=True),
        lambda event: takedown.handle_consent_event(event_id=event.pk, at=at),
    )
    _each(
        "take down",
        Publication.objects.may_have_run_out(at),
        lambda publication: takedown.take_down_uncovered([publication], at=at),
    )
    _each(
        "wind up",
        takedown.licences_to_wind_up(at),
        lambda licence: takedown.wind_up_licence(licence=licence, at=at),
    )
    _each("put back", Run.objects.lost(at), lambda run: _put_back(run, at))
    _each(
        "ring for",
        Run.objects.waiting().filter(requested_at__lte=at - PATIENCE),
        lambda run: enqueue("approvals.generate", run_id=str(run.pk)),
    )
    _each(
        "ring for",
        Publication.objects.lost(at, PATIENCE),
        lambda publication: enqueue("approvals.publish", publication_id=str(publication.pk)),
    )
    _each(
        "pass on",
        review.stages_to_pass_on(at),
        lambda stage: review.pass_on_stage(stage=stage, at=at),
    )
    _each(
        "settle",
        review.stages_to_settle(),
        lambda stage: review.settle_stage(stage=stage, at=at),
    )
    _each("book", ledger.unbooked(), ledger.book_signature)
    _each(
        "forget who reported",
        MisuseCase.objects.may_forget_who_reported(at),
        lambda found: case.forget_old_reporter(case=found, at=at),
    )


@shared_task(name="approvals.deadlines")
def deadlines() -> None:
    """Remind of deadlines that come near and tell of those that passed."""
    at = timezone.now()
    deadline.escalate(at=at)
    deadline.remind(at=at)


@shared_task(name="approvals.tell")
def tell_people() -> None:
    """Tell people what happened: in the pages, and by mail as often as each likes."""
    tell.tell(at=timezone.now())


def _put_back(run: Run, at: datetime) -> None:
    """Give a lost run to another worker, but not for ever: it may be what kills them."""
    if run.attempt < MOST_DEATHS:
        generate.release_run(run)
    else:
        with speaking_to(run.requested_by):
            sentence = _("The generator broke down.")
        generate.fail_run(run=run, sentence=sentence, permanent=True, at=at)


def _each[Row: Model](what: str, rows: QuerySet[Row], do: Callable[[Row], object]) -> None:
    try:
        found = list(rows)
    except Exception:
        log.exception("the sweep could not look for what to %s", what)
        return
    for row in found:
        try:
            do(row)
        except Exception:
            log.exception("the sweep could not %s %s %s", what, row._meta.model_name, row.pk)


def _render(run: Run, place: int) -> None:
    generator = make(settings.GENERATORS)[run.generator]

    def progress(_done: int, _total: int) -> None:
        if not generate.keep_lease(run=run, at=timezone.now()):
            raise Cancelled
        check_not_stopped(run.twins.all())

    check_not_stopped(run.twins.all())
    order = order_for(run, place, at=timezone.now())
    for rendered in generator.render(order, progress=progress):
        generate.deliver(
            run=run,
            place=place,
            picture=sanitise(rendered.picture),
            declaration=generate.Declaration(
                ai_system=rendered.ai_system,
                ai_version=rendered.ai_version,
                digital_source_type=rendered.digital_source_type,
                reason=mark("rendered by rules; no trained model ran"),
            ),
            at=timezone.now(),
        )
