"""Rights in sentences about somebody and something, as a page says them before they count."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.actions.grant import Given, Holder, Thing
from portal.effective import Reason
from portal.models import Organisation, Role
from portal.roles import EVERY_RIGHT, Right

PHRASES = {
    "see_twin": gettext_lazy("see %(it)s, her rights and her pictures"),
    "judge_twin": gettext_lazy("agree to pictures of %(it)s for %(by)s"),
    "license_twin": gettext_lazy("propose and countersign licences of %(it)s for %(by)s"),
    "see_brief": gettext_lazy("see the brief “%(it)s” and its pictures"),
    "write_brief": gettext_lazy("change the brief “%(it)s” and order its pictures"),
    "judge_brief": gettext_lazy("agree to pictures of the brief “%(it)s” for %(by)s"),
    "publish_brief": gettext_lazy("publish agreed pictures of the brief “%(it)s”"),
    "see_client": gettext_lazy("see the pictures made for %(it)s of models of %(by)s"),
    "judge_client": gettext_lazy("agree to pictures made for %(it)s, for %(by)s"),
    "license_client": gettext_lazy("propose and countersign licences for %(it)s, for %(by)s"),
    "manage_people": gettext_lazy("invite people to %(by)s and change what they may do"),
    "view_audit": gettext_lazy("read what everybody at %(by)s did"),
    "view_briefs": gettext_lazy("see every brief of %(by)s and its pictures"),
    "write_briefs": gettext_lazy("write briefs and order pictures for %(by)s"),
    "judge_for_brand": gettext_lazy("agree to pictures for %(by)s"),
    "publish_pictures": gettext_lazy("publish agreed pictures for %(by)s"),
    "accept_licences": gettext_lazy("accept licences for %(by)s"),
    "view_twins": gettext_lazy("see every model of %(by)s, her rights and her pictures"),
    "judge_for_agency": gettext_lazy("agree to pictures of every model of %(by)s"),
    "set_policies": gettext_lazy("say who must agree to pictures of the models of %(by)s"),
    "set_rates": gettext_lazy("set the prices of %(by)s"),
    "countersign_licences": gettext_lazy("propose and countersign licences for %(by)s"),
    "view_money": gettext_lazy("see what is earned, due and paid at %(by)s"),
    "fill_orders": gettext_lazy("see the orders of %(by)s and deliver pictures"),
}


def phrase(right: Right, over: object, organisation: Organisation) -> str:
    """Return what the right lets somebody do, to follow on "Eva may"."""
    return PHRASES[right.codename] % {"it": over, "by": organisation}


def holder_name(holder: Holder) -> str:
    """Return who gets a right, to begin a sentence with."""
    if isinstance(holder, Role):
        return _("Everybody with the role %(role)s") % {"role": role_name(holder)}
    return str(holder)


def role_name(role: Role) -> str:
    """Return what the role is called on pages."""
    return capfirst(str(role))


def giving(
    given: Sequence[Given],
    over: Thing,
    holder: Holder,
    organisation: Organisation,
    until: date | None,
) -> list[str]:
    """Return the sentences that say what giving these rights will do."""
    who, asked = holder_name(holder), [each.rights[0] for each in given]
    if until is None:
        start = _("%(who)s may, from now until it is taken back, %(what)s.")
    else:
        start = _("%(who)s may, from now until %(day)s, %(what)s.")
    day = date_format(until, "DATE_FORMAT") if until else ""
    found = [
        start % {"who": who, "day": day, "what": phrase(right, over, organisation)}
        for right in asked
    ]
    needed = dict.fromkeys(right for each in given for right in each.rights)
    with_it = [right for right in needed if right not in asked]
    if with_it:
        what = _and(phrase(right, over, organisation) for right in with_it)
        also = _("With it they may %(what)s.") if isinstance(holder, Role) else ""
        found.append((also or _("With it she may %(what)s.")) % {"what": what})
    return found


def taking(
    gone: Given,
    over: Thing,
    holder: Holder,
    organisation: Organisation,
    left: Iterable[Reason],
) -> list[str]:
    """Return the sentences that say what taking a right back will do, and what it will not."""
    first, *others = (phrase(right, over, organisation) for right in gone.rights)
    found = [
        _("%(who)s may no longer %(what)s. It ends at once.")
        % {"who": holder_name(holder), "what": first}
    ]
    if others:
        found.append(_("With it goes the right to %(what)s.") % {"what": _and(others)})
    return found + [
        _("%(who)s may still %(what)s: %(reason)s.")
        % {
            "who": each.user,
            "what": phrase(EVERY_RIGHT[each.right], over, organisation),
            "reason": each.brief(organisation.time_zone),
        }
        for each in left
    ]


def has_already(
    found: Iterable[Reason], over: Thing, organisation: Organisation, *, replaced: Iterable[str]
) -> list[str]:
    """Return what she has of it already, and what the new grant takes the place of."""
    said = []
    for each in found:
        words = {
            "who": each.user,
            "what": phrase(EVERY_RIGHT[each.right], over, organisation),
            "reason": each.brief(organisation.time_zone),
        }
        is_replaced = each.is_given_here and not each.role and each.right in replaced
        if is_replaced:
            said.append(_("This takes the place of what she had: %(reason)s.") % words)
        else:
            said.append(_("%(who)s may already %(what)s: %(reason)s.") % words)
    return said


def _and(phrases: Iterable[str]) -> str:
    *before, last = phrases
    if not before:
        return last
    return _("%(some)s and %(last)s") % {"some": "; ".join(before), "last": last}
