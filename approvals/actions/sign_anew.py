"""Sign anew what a certificate signed that holds no longer (RULINGS 21)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from approvals import policies, rights, signing, trail
from approvals.actions.publish import keep_file, lock_rights
from approvals.disclosing import disclose_publication
from approvals.disclosure.pipeline import Disclosed
from approvals.models import Publication, PublishedFile
from portal.errors import Conflict


def sign_anew(*, publication: Publication, at: datetime) -> PublishedFile:
    """Give a publication new bytes, signed with the certificate of now; return their row.

    Same picture, mark, address; another hash and ETag, and the old hash stays known. Rights are
    asked before the work, which takes a second, and again under the locks. Raises ``Gone`` for
    what may not be shown, ``Conflict`` where the certificate of now is over itself or somebody
    else signed meanwhile.
    """
    policies.check_may_be_shown(publication, rights.publication_gaps(publication, at=at))
    replaces = publication.current_file
    if replaces is None:
        raise Conflict(_("There are no bytes to replace."))
    if signing.signer().leaf.ends_at <= at:
        raise Conflict(_("The certificate that signs now has ended itself."))
    disclosed = disclose_publication(publication)
    return replace_file(publication=publication, replaces=replaces, disclosed=disclosed, at=at)


@transaction.atomic
def replace_file(
    *, publication: Publication, replaces: PublishedFile, disclosed: Disclosed, at: datetime
) -> PublishedFile:
    """Serve ``disclosed`` instead of the bytes that it ``replaces``, which stay known to verify."""
    at = lock_rights(publication.draft, at)
    publication = Publication.objects.select_for_update(no_key=True).get(pk=publication.pk)
    policies.check_may_be_shown(publication, rights.publication_gaps(publication, at=at))
    current = publication.files.filter(pk=replaces.pk, replaced_at__isnull=True)
    if not current.update(replaced_at=at):
        raise Conflict(_("Somebody else signed this picture anew meanwhile."))
    made = keep_file(publication, disclosed, at)
    trail.record(
        trail.of_draft(publication.draft),
        "publication.signed_anew",
        publication,
        person=None,
        at=at,
        file=made.sha256,
        replaces=replaces.sha256,
        certificate=made.signed_with,
    )
    return made
