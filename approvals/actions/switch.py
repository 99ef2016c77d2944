"""The platform's own switch for AI content: somebody of the brand says that it was turned on."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from approvals import policies, trail
from approvals.models import Publication, SwitchProof
from approvals.models.switch import LONGEST_PROOF
from approvals.states import PublicationState
from portal.errors import Conflict, Invalid
from portal.models import User


@transaction.atomic
def prove_switch(*, publication: Publication, proof: str, actor: User, at: datetime) -> SwitchProof:
    """Keep, with its day, what shows that the steps of the channel were taken there.

    Raises ``NotAllowed`` for who does not publish for the brand, ``Conflict`` for what is not live
    or asks for no steps, ``Invalid`` without words.
    """
    publication = Publication.objects.select_for_update(no_key=True).get(pk=publication.pk)
    policies.check_may_publish(actor, publication.draft.brief)
    if publication.state != PublicationState.LIVE or not publication.channel.switch_steps:
        raise Conflict(_("There is nothing to be done about a switch here."))
    proof = proof.strip()
    if not proof or len(proof) > LONGEST_PROOF:
        raise Invalid(
            _("Say what shows it, in at most %(most)s letters: the address of the post, say.")
            % {"most": LONGEST_PROOF}
        )
    made = SwitchProof.objects.create(
        publication=publication, proof=proof, person=actor.person, at=at
    )
    trail.record(
        trail.of_draft(publication.draft),
        "publication.switch_proved",
        publication,
        person=actor.person,
        at=at,
        channel=publication.channel_id,
        proof=proof,
    )
    return made
