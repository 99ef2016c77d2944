"""Messages to browsers: posted as rows, handed over by workers, each shown once.

As with mails no service takes part in our transactions: a worker that dies between the service's
yes and ours sends again. The second has the name of the first, so that it takes its place: in the
service while it waits (``Topic``), on the screen after that (``tag``). A browser that is gone, or
in which nobody is signed in any more, is forgotten with all that waits for it.
"""

import hashlib
import json
import logging
import uuid
from dataclasses import astuple
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from portal import push
from portal.actions.mail import pause
from portal.errors import Conflict, Invalid, NotFound
from portal.models import Push, PushDevice, User
from portal.models.push import PushQuerySet, PushState
from portal.push import NotTaken, Subscription
from portal.queue import enqueue
from portal.sealing import seal, unseal

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=1)
LASTS = timedelta(days=1)
"""Longer than that nobody wants to be told on a screen what stands in the pages anyway."""
KEPT = timedelta(days=3)
PATIENCE = timedelta(seconds=5)
AT_A_TIME = 100
MOST_DEVICES = 10
TRIES = 3
LONGEST_ENDPOINT = 1000


@transaction.atomic
def add_device(
    *, subscription: Subscription, session: UserSession, actor: User, at: datetime
) -> PushDevice:
    """Tell ``actor`` in this browser from now on, for as long as she is signed in there.

    Repeating it changes nothing. A browser that somebody else had is hers now, and nobody else's.
    Raises ``Conflict`` where push is not set up, ``Invalid`` for what is no browser's address.
    """
    if not push.is_set_up():
        raise Conflict(_("Nobody is told on a device here."))
    if len(subscription.endpoint) > LONGEST_ENDPOINT or not subscription.is_usable():
        raise Invalid(_("This browser cannot be reached."))
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    name = _name(subscription)
    words = json.dumps(astuple(subscription))
    kept = PushDevice.objects.filter(endpoint_sha256=name, user=actor, session=session).first()
    if kept is not None:
        if unseal(kept.sealed) != words:
            kept.sealed = seal(words)
            kept.save(update_fields=["sealed"])
        return kept
    made = _instead_of_others(
        PushDevice(user=actor, session=session, endpoint_sha256=name, made_at=at), words
    )
    beyond = PushDevice.objects.filter(user=actor).order_by("-made_at", "pk")[MOST_DEVICES:]
    PushDevice.objects.filter(pk__in=[each.pk for each in beyond]).delete()
    return made


@transaction.atomic
def remove_device(*, device: PushDevice, actor: User) -> None:
    """Tell her nothing in that browser any more. Raises ``NotFound`` for anybody else's."""
    if device.user_id != actor.pk:
        raise NotFound(_("There is no such device here."))
    device.delete()


def forget_session(session_key: str | None) -> None:
    """Forget the browser of a sign-in that ends."""
    if session_key:
        PushDevice.objects.filter(session__session_key=session_key).delete()


def go_on_in(session: UserSession, *, before: str) -> None:
    """Let the browser of the sign-in that was called ``before`` belong to ``session``."""
    PushDevice.objects.filter(session__session_key=before).update(session=session)


def post(*, user: User, words: str, link: str, at: datetime) -> list[Push]:
    """Keep a message to each browser of ``user``, and ring once this transaction has succeeded."""
    posted = [
        Push.objects.create(
            device=device, words=words, link=link, posted_at=at, due_at=at, until=at + LASTS
        )
        for device in PushDevice.objects.filter(user=user)
    ]
    for each in posted:
        enqueue("portal.send_push", push_id=str(each.pk))
    return posted


def send_push(*, push_id: uuid.UUID, at: datetime) -> None:
    """Hand a message over, unless another worker has it or it is not its time."""
    taken = _claim(push_id, at)
    if taken is None:
        return
    device = taken.device
    if not device.user.is_active or device.session.purge():
        PushDevice.objects.filter(pk=device.pk).delete()
        return
    try:
        to = Subscription(*json.loads(unseal(device.sealed)))
        seconds = int((taken.until - at).total_seconds())
        push.hand_over(_message(taken), to, topic=taken.pk.hex, seconds=seconds)
    except NotTaken as refused:
        _not_sent(taken, refused, at)
    except Exception as broke:
        log.exception("message %s broke", taken.pk)
        _not_sent(taken, NotTaken(type(broke).__name__, permanent=False), at)
    else:
        _end(taken, PushState.SENT, at)


def ring_again(*, at: datetime) -> None:
    """Ring for messages whose bell was lost, whose worker died or whose pause is over."""
    due = Push.objects.due(at - PATIENCE).order_by("due_at")
    for pk in due.values_list("pk", flat=True)[:AT_A_TIME]:
        enqueue("portal.send_push", push_id=str(pk))


def purge_pushes(*, at: datetime) -> None:
    """Give up what came too late, and forget what ended long ago."""
    Push.objects.hopeless(at).update(
        state=PushState.GIVEN_UP, ended_at=at, lease_id=None, lease_until=None
    )
    Push.objects.ended_before(at - KEPT).delete()


def _instead_of_others(device: PushDevice, words: str) -> PushDevice:
    """Write it down in place of what this browser or this sign-in had, with all that waits for it.

    Whoever else switches the same browser on at this instant has written first: who comes last has
    it. Raises ``Conflict`` where others come in between again and again.
    """
    had = PushDevice.objects.filter(
        Q(endpoint_sha256=device.endpoint_sha256) | Q(session=device.session)
    )
    for _again in range(TRIES):
        locked = [each.pk for each in had.order_by("pk").select_for_update()]
        PushDevice.objects.filter(pk__in=locked).delete()
        device.sealed = seal(words)
        try:
            with transaction.atomic():
                device.save(force_insert=True)
        except IntegrityError:
            continue
        return device
    raise Conflict(_("This browser cannot be reached."))


def _name(subscription: Subscription) -> str:
    return hashlib.sha256(subscription.endpoint.encode()).hexdigest()


def _message(taken: Push) -> bytes:
    """No picture, no name, no word that anybody said: those stay behind the sign-in."""
    said = {"title": "Twinset", "body": taken.words, "link": taken.link, "tag": taken.pk.hex}
    return json.dumps(said, ensure_ascii=False).encode()


def _claim(push_id: uuid.UUID, at: datetime) -> Push | None:
    lease = uuid.uuid4()
    taken = (
        Push.objects.due(at)
        .filter(pk=push_id)
        .update(
            state=PushState.SENDING,
            lease_id=lease,
            lease_until=at + LEASE,
            attempt=F("attempt") + 1,
        )
    )
    if not taken:
        return None
    mine = Push.objects.select_related("device__user", "device__session")
    return mine.filter(pk=push_id, lease_id=lease).first()


def _not_sent(taken: Push, refused: NotTaken, at: datetime) -> None:
    """Gone with its browser, refused for good, or tried again after a pause that grows."""
    log.warning("message %s was not taken: %s", taken.pk, refused)
    if refused.gone:
        PushDevice.objects.filter(pk=taken.device_id).delete()
    elif refused.permanent:
        _end(taken, PushState.REFUSED, at, failure=str(refused)[:300])
    else:
        _mine(taken).update(
            state=PushState.WAITING,
            due_at=at + pause(taken.attempt),
            failure=str(refused)[:300],
            lease_id=None,
            lease_until=None,
        )


def _end(taken: Push, state: PushState, at: datetime, failure: str = "") -> None:
    _mine(taken).update(state=state, ended_at=at, failure=failure, lease_id=None, lease_until=None)


def _mine(taken: Push) -> PushQuerySet:
    """The row while this worker has it: who was given up for dead ends nothing."""
    return Push.objects.filter(pk=taken.pk, lease_id=taken.lease_id)
