"""What is recorded of twins, consents and licences, in words."""

from django.utils.translation import gettext_lazy as _

from portal.audit_words import Act, Words

ACTS: dict[str, Act] = {
    "twin.created": Act(did=_("created a twin"), called=_("Twin created")),
    "reference.added": Act(did=_("added a photograph"), called=_("Photograph added")),
    "reference.removed": Act(did=_("removed a photograph"), called=_("Photograph removed")),
    "consent.signed": Act(did=_("signed a consent"), called=_("Consent signed")),
    "consent.withdrawn": Act(did=_("took consent back"), called=_("Consent taken back")),
    "stop.placed": Act(
        did=_("stopped everything new of her twin"), called=_("Everything new stopped")
    ),
    "stop.lifted": Act(did=_("let her twin's pictures go on"), called=_("Stop lifted")),
    "representation.signed": Act(
        did=_("signed a representation by an agency"), called=_("Representation signed")
    ),
    "representation.ended": Act(
        did=_("ended a representation by an agency"), called=_("Representation ended")
    ),
    "rates.set": Act(did=_("set the agency's prices, version %(version)s"), called=_("Prices set")),
    "licence.proposed": Act(did=_("proposed a licence"), called=_("Licence proposed")),
    "licence.signed": Act(
        did=_("signed a licence"),
        called=_("Licence signed"),
        by="side",
        instead={
            "model": _("signed a licence as the model"),
            "agency": _("countersigned a licence for the agency"),
            "brand": _("accepted a licence for the brand"),
        },
    ),
    "licence.in_force": Act(
        did=_("gave the last signature to a licence: it is in force"),
        called=_("Licence in force"),
    ),
    "licence.declined": Act(
        did=_("declined a licence"),
        called=_("Licence declined"),
        by="side",
        instead={
            "model": _("declined a licence as the model"),
            "agency": _("declined a licence for the agency"),
            "brand": _("declined a licence for the brand"),
        },
    ),
    "licence.ended": Act(did=_("ended a licence"), called=_("Licence ended")),
}
OBJECTS: dict[str, Words] = {
    "twin": _("Twin"),
    "reference": _("Photograph"),
    "consent": _("Consent"),
    "representation": _("Representation"),
    "ratecard": _("Prices"),
    "licence": _("Licence"),
    "stop": _("Urgent stop"),
}
