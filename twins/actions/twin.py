"""Create a twin; add and remove the photographs it is rendered from."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from portal import audit
from portal.errors import Conflict, NotAllowed
from portal.models import Organisation, StoredFile, User
from twins import coverage
from twins.locks import lock_twin
from twins.models import Reference, Twin
from twins.models.consent import newest_consent
from twins.terms import Purpose


@transaction.atomic
def create_twin(*, actor: User, at: datetime, studio: Organisation | None = None) -> Twin:
    """Create the twin of ``actor``, who owns it; ``studio`` is who renders it by hand."""
    if studio is not None and studio.kind != Organisation.Kind.STUDIO:
        raise Conflict(_("%(name)s is not a twin studio.") % {"name": studio})
    twin = Twin.objects.create(owner=actor.person, studio=studio, created_at=at)
    audit.record(
        chains=[actor.person_id], person=actor.person, at=at, act="twin.created", subject=twin
    )
    return twin


@transaction.atomic
def add_reference(*, twin: Twin, file: StoredFile, actor: User, at: datetime) -> Reference:
    """Keep a photograph of the model, who alone may add one, while she consents to storage."""
    twin, at = lock_twin(twin, at)
    if actor.person_id != twin.owner_id:
        raise NotAllowed(_("Only she herself adds photographs of her."))
    consent = newest_consent(twin, at)
    if not coverage.allows(consent.terms() if consent else None, Purpose.STORAGE, at=at):
        raise Conflict(_("The consent does not allow photographs of her to be kept."))
    kept = twin.references.kept().filter(file=file).first()
    if kept is not None:
        return kept
    reference = Reference.objects.create(twin=twin, file=file, added_by=actor.person, added_at=at)
    audit.record(
        chains=[twin.owner_id],
        person=actor.person,
        at=at,
        act="reference.added",
        subject=reference,
        sha256=file.sha256,
    )
    return reference


@transaction.atomic
def remove_reference(*, reference: Reference, actor: User, at: datetime) -> Reference:
    """Take a photograph away from all that could be rendered from it."""
    reference = Reference.objects.select_for_update(no_key=True).get(pk=reference.pk)
    if actor.person_id != reference.twin.owner_id:
        raise NotAllowed(_("Only she herself removes photographs of her."))
    if reference.removed_at is None:
        reference.removed_at = at
        reference.save(update_fields=["removed_at"])
        audit.record(
            chains=[reference.twin.owner_id],
            person=actor.person,
            at=at,
            act="reference.removed",
            subject=reference,
        )
    return reference
