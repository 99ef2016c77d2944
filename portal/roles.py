"""The rights in plain words, and the roles that every organisation starts with."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Right:
    """One thing that a person may do, with a sentence that a person understands."""

    codename: str
    sentence: str


RIGHTS = (
    Right("manage_people", "May invite people and change what they may do"),
    Right("view_audit", "May read what everybody here did"),
    Right("view_briefs", "May see this brand's briefs and pictures"),
    Right("write_briefs", "May write briefs and order pictures for this brand"),
    Right("judge_for_brand", "May agree to pictures for this brand"),
    Right("publish_pictures", "May publish agreed pictures for this brand"),
    Right("accept_licences", "May accept licences for this brand"),
    Right("view_twins", "May see this agency's models, their rights and pictures"),
    Right("judge_for_agency", "May agree to pictures of this agency's models"),
    Right("set_rates", "May set this agency's prices"),
    Right("countersign_licences", "May propose and countersign licences for this agency"),
    Right("view_money", "May see what is earned, due and paid"),
    Right("fill_orders", "May see this studio's orders and deliver pictures"),
)
SENTENCES = {right.codename: right.sentence for right in RIGHTS}

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
