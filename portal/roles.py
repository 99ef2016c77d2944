"""The rights in plain words, and the roles that every organisation starts with."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from portal.wording import mark, say


@dataclass(frozen=True)
class Right:
    """One thing that a person may do, with a sentence that a person understands.

    A right over one object names what in the whole organisation comes to the same (``like``):
    who holds that, holds this, and may give it. ``needs`` come with it.
    """

    codename: str
    english: str
    like: str = ""
    needs: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """What it lets a person do, in the reader's language."""
        return say(self.english)


RIGHTS = (
    Right("manage_people", mark("May invite people and change what they may do")),
    Right("view_audit", mark("May read what everybody here did")),
    Right("view_briefs", mark("May see this brand's briefs and pictures")),
    Right("write_briefs", mark("May write briefs and order pictures for this brand")),
    Right("judge_for_brand", mark("May agree to pictures for this brand")),
    Right("publish_pictures", mark("May publish agreed pictures for this brand")),
    Right("accept_licences", mark("May accept licences for this brand")),
    Right("view_twins", mark("May see this agency's models, their rights and pictures")),
    Right("judge_for_agency", mark("May agree to pictures of this agency's models")),
    Right("set_policies", mark("May say who must agree to pictures of this agency's models")),
    Right("set_rates", mark("May set this agency's prices")),
    Right("countersign_licences", mark("May propose and countersign licences for this agency")),
    Right("view_money", mark("May see what is earned, due and paid")),
    Right("fill_orders", mark("May see this studio's orders and deliver pictures")),
)
TWIN_RIGHTS = (
    Right("see_twin", mark("May see this model, her rights and her pictures"), "view_twins"),
    Right(
        "judge_twin",
        mark("May agree to pictures of this model for her agency"),
        "judge_for_agency",
        needs=("see_twin",),
    ),
    Right(
        "license_twin",
        mark("May propose and countersign licences of this model"),
        "countersign_licences",
        needs=("see_twin",),
    ),
)
BRIEF_RIGHTS = (
    Right("see_brief", mark("May see this brief and its pictures"), "view_briefs"),
    Right(
        "write_brief",
        mark("May change this brief and order its pictures"),
        "write_briefs",
        needs=("see_brief",),
    ),
    Right(
        "judge_brief",
        mark("May agree to this brief's pictures for the brand"),
        "judge_for_brand",
        needs=("see_brief",),
    ),
    Right(
        "publish_brief",
        mark("May publish this brief's agreed pictures"),
        "publish_pictures",
        needs=("see_brief",),
    ),
)
CLIENT_RIGHTS = (
    Right(
        "see_client", mark("May see this client's pictures of the agency's models"), "view_twins"
    ),
    Right(
        "judge_client",
        mark("May agree to this client's pictures for the agency"),
        "judge_for_agency",
        needs=("see_client",),
    ),
    Right(
        "license_client",
        mark("May propose and countersign this client's licences for the agency"),
        "countersign_licences",
        needs=("see_client",),
    ),
)
"""On an organisation that is a brand, on behalf of an agency that works for it."""

EVERY_RIGHT = {
    right.codename: right for right in (*RIGHTS, *TWIN_RIGHTS, *BRIEF_RIGHTS, *CLIENT_RIGHTS)
}


def rights_of_kind(kind: str) -> list[Right]:
    """Return the rights that there are in an organisation of this kind, as they are listed."""
    known = {codename for rights in BUILT_IN[kind].values() for codename in rights}
    return [right for right in RIGHTS if right.codename in known]


COVERED = frozenset(
    name for name in EVERY_RIGHT if name.startswith(("view_twins", "view_briefs", "judge_", "see_"))
)
"""What a colleague does who covers somebody: look and judge; never grant, sign, publish or earn."""

FOR_LICENCES = ("accept_licences", "countersign_licences", "license_twin", "license_client")
"""Whoever holds one of these reads, signs and proposes licences of some side."""

FOR_PROGRAMS = {
    "fill_orders": _("Fetch this studio's orders and their files, and deliver pictures"),
    "view_briefs": _("Read what this brand has published, and fetch the kits"),
}
"""What a key may let a program do: what a person who holds that right does all day. Nobody's
agreement, signature or right is ever given by a program."""


_BRAND_ALL = (
    "view_briefs",
    "write_briefs",
    "judge_for_brand",
    "publish_pictures",
    "accept_licences",
    "view_money",
)
_AGENCY_ALL = (
    "view_twins",
    "judge_for_agency",
    "set_policies",
    "set_rates",
    "countersign_licences",
    "view_money",
)

BUILT_IN: dict[str, dict[str, tuple[str, ...]]] = {
    "brand": {
        "owner": ("manage_people", "view_audit", *_BRAND_ALL),
        "producer": ("view_briefs", "write_briefs", "judge_for_brand", "publish_pictures"),
        "reviewer": ("view_briefs", "judge_for_brand"),
        "viewer": ("view_briefs",),
    },
    "agency": {
        "admin": ("manage_people", "view_audit", *_AGENCY_ALL),
        "booker": ("view_twins", "judge_for_agency", "set_rates", "countersign_licences"),
        "accountant": ("view_twins", "view_money"),
        "viewer": ("view_twins",),
    },
    "studio": {
        "owner": ("manage_people", "view_audit", "fill_orders"),
        "maker": ("fill_orders",),
    },
}

NAMES = (
    mark("owner"),
    mark("producer"),
    mark("reviewer"),
    mark("viewer"),
    mark("admin"),
    mark("booker"),
    mark("accountant"),
    mark("maker"),
)


def called(name: str) -> str:
    """Return a role's name as the reader says it: what an organisation named itself stays."""
    return say(name) if name in NAMES else name
