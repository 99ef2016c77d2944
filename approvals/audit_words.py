"""What is recorded on the way from a brief to a published picture, in words."""

from django.utils.translation import gettext_lazy as _

from portal.audit_words import Act, Words

SIDES: dict[str, Words] = {
    "brand": _("The brand"),
    "agency": _("The agency"),
    "model": _("The model"),
}
"""Who did it, where another side's people are nobody's business."""

ACTS: dict[str, Act] = {
    "brief.written": Act(did=_("wrote a brief"), called=_("Brief written")),
    "brief.submitted": Act(did=_("submitted a brief"), called=_("Brief submitted")),
    "brief.closed": Act(did=_("closed a brief"), called=_("Brief closed")),
    "run.ordered": Act(did=_("ordered pictures (%(count)s)"), called=_("Order placed")),
    "run.ordered_again": Act(
        did=_("ordered again what had failed"), called=_("Order placed again")
    ),
    "run.file_fetched": Act(
        did=_("fetched a file for an order"), called=_("File fetched for an order")
    ),
    "run.delivered": Act(did=_("fulfilled an order"), called=_("Order fulfilled")),
    "run.failed": Act(did=_("could not fulfil an order"), called=_("Order failed")),
    "run.cancelled": Act(did=_("called an order off"), called=_("Order called off")),
    "draft.delivered": Act(did=_("delivered a picture"), called=_("Picture delivered")),
    "draft.withdrawn": Act(
        did=_("took a delivered picture back"), called=_("Delivered picture taken back")
    ),
    "review.opened": Act(
        did=_("opened a round of judging of a picture"), called=_("Round of judging opened")
    ),
    "review.agreed": Act(
        did=_("gave the last yes that a picture needed"),
        called=_("Picture agreed by all"),
        sides=SIDES,
    ),
    "review.change_asked": Act(
        did=_("sent a picture back to be changed"), called=_("Picture sent back"), sides=SIDES
    ),
    "review.refused": Act(
        did=_("ended a picture's way with a no"), called=_("Picture refused"), sides=SIDES
    ),
    "review.ended": Act(
        did=_("ended a round of judging of a picture"),
        called=_("Round of judging ended"),
        sides=SIDES,
    ),
    "stage.passed_on": Act(
        did=_("passed the judging of a picture on to the agency that acts for the model now"),
        called=_("Judging passed on"),
    ),
    "decision.sent": Act(
        did=_("gave a verdict on a picture"),
        called=_("Verdict on a picture"),
        by="verdict",
        because="reasons",
        sides=SIDES,
        instead={
            "yes": _("said yes to a picture"),
            "change": _("asked for a change to a picture"),
            "no": _("said no to a picture"),
        },
    ),
    "pin.set": Act(
        did=_("wrote beside a picture"),
        called=_("Written beside a picture"),
        by="wall",
        instead={
            "own": _("wrote beside a picture, for one organisation only"),
            "pair": _("wrote beside a picture, between agency and model"),
        },
    ),
    "pin.answered": Act(
        did=_("answered beside a picture"),
        called=_("Answered beside a picture"),
        by="wall",
        instead={
            "own": _("answered beside a picture, for one organisation only"),
            "pair": _("answered beside a picture, between agency and model"),
        },
    ),
    "pin.ticked": Act(
        did=_("ticked off what was asked of a picture"), called=_("Ticked off beside a picture")
    ),
    "pin.opened": Act(
        did=_("opened again what was asked of a picture"), called=_("Opened again beside a picture")
    ),
    "guest.invited": Act(did=_("asked a guest for an opinion"), called=_("Guest invited")),
    "guest.asked_again": Act(did=_("sent a guest a new link"), called=_("Guest asked again")),
    "guest.revoked": Act(did=_("took a guest's link back"), called=_("Guest's link taken back")),
    "guest.code_sent": Act(did=_("sent a guest a code"), called=_("Code sent to a guest")),
    "policy.set": Act(
        did=_("said who must agree to pictures (version %(version)s)"),
        called=_("Who must agree, set"),
    ),
    "reason.added": Act(
        did=_("offers a reason for a change or a no: “%(words)s”"), called=_("Reason offered")
    ),
    "reason.retired": Act(
        did=_("offers a reason no more: “%(words)s”"), called=_("Reason retired")
    ),
    "reason.moved": Act(
        did=_("moved a reason up in the list: “%(words)s”"), called=_("Reason moved")
    ),
    "crew.credited": Act(did=_("named somebody of the crew"), called=_("Crew named")),
    "crew.removed": Act(did=_("took somebody from the crew"), called=_("Crew, taken out")),
    "crew.link_sent": Act(
        did=_("sent a member of the crew her link"), called=_("Link to the crew")
    ),
    "crew.code_sent": Act(
        did=_("sent a member of the crew a code"), called=_("Code sent to the crew")
    ),
    "crew.verified": Act(did=_("came in as a member of the crew"), called=_("Crew came in")),
    "crew.wants_credit": Act(
        did=_("wants to be named beside the pictures"), called=_("Credit wanted")
    ),
    "crew.wants_no_credit": Act(
        did=_("does not want to be named beside the pictures"), called=_("No credit wanted")
    ),
    "guest.verified": Act(did=_("came in as a guest"), called=_("Guest came in")),
    "opinion.given": Act(did=_("gave an opinion on a picture"), called=_("Guest's opinion")),
    "publication.begun": Act(
        did=_("ordered a picture to be published"), called=_("Publication begun")
    ),
    "publication.completed": Act(did=_("published a picture"), called=_("Picture published")),
    "publication.failed": Act(did=_("could not publish a picture"), called=_("Publication failed")),
    "publication.switch_proved": Act(
        did=_("said that the platform's own AI switch was seen to"), called=_("AI switch proved")
    ),
    "publication.signed_anew": Act(
        did=_("signed a published picture anew"), called=_("Picture signed anew")
    ),
    "publication.taken_down": Act(
        did=_("took a published picture down"), called=_("Picture taken down")
    ),
    "case.opened": Act(
        did=_("opened a case: somebody reported where a picture was found"),
        called=_("Misuse reported"),
    ),
    "case.noted": Act(did=_("noted something about a case of misuse"), called=_("Case noted")),
    "case.closed": Act(
        did=_("closed a case of misuse"),
        called=_("Case closed"),
        by="outcome",
        instead={
            "removed": _("closed a case of misuse: it was taken down there"),
            "allowed": _("closed a case of misuse: it may be shown there"),
            "another": _("closed a case of misuse: it is another picture"),
            "unsettled": _("closed a case of misuse: it could not be settled"),
        },
    ),
    "case.reporter_forgotten": Act(
        did=_("deleted the address of who reported a case of misuse"),
        called=_("Reporter forgotten"),
    ),
}
OBJECTS: dict[str, Words] = {
    "brief": _("Brief"),
    "run": _("Order"),
    "draft": _("Picture"),
    "review": _("Round of judging"),
    "stage": _("Part of a round"),
    "decision": _("Verdict"),
    "pin": _("Pin"),
    "publication": _("Publication"),
    "misusecase": _("Case of misuse"),
    "guestlink": _("Guest"),
    "reason": _("Reason"),
    "reviewpolicy": _("Who must agree"),
    "crewmember": _("Member of the crew"),
    "opinion": _("Opinion"),
}
