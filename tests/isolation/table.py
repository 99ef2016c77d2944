"""The table: what each address answers to each person. A row for every address there is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile

from approvals import notice_link
from approvals.web import report
from approvals.web.licence_words import what_is_read
from portal import recovery_mail
from tests.isolation.story import Story
from tests.people import picture_bytes
from twins import stop_mail
from twins.models import Licence

type Answers = Mapping[str, int]

NOBODY = "nobody"
STRANGERS = (NOBODY, "fay", "uma", "ida", "odo", "nora", "bea", "tom", "odo_s_shop", "tom_s_robot")
"""Nobody signed in; fay, who produced for the brand and left; uma with no seat anywhere; ida, a
superuser; the competing brand's producer; another model of the same agency; another agency's agent;
another studio's maker; and programs with a key of the competing producer's and of the other
maker's."""
INSIDERS = (
    "bram",
    "vivi",
    "gwen",
    "mila",
    "ada",
    "bo",
    "liv",
    "cora",
    "cleo",
    "sam",
    "wanda",
    "greta",
    "shop",
    "robot",
)
"""The brand's producer and viewer, a colleague who sees one brief; the model; her agency's admin,
booker and viewer, and a colleague who covers the booker; another agency's viewer who was granted
this one twin; the maker of her studio; the brand's guest in one brief and its stylist, let in by
their links; and programs with a key of the producer's and of the maker's."""
PROGRAMS = {"shop": "bram", "odo_s_shop": "odo", "robot": "sam", "tom_s_robot": "tom"}
"""Whose key each program has."""
SIGNED_OUT = (NOBODY, "wanda", "greta", *PROGRAMS)
"""Who is no user of a browser session: they get what nobody gets, but where a row names them."""
ONE_OF_EACH = ("bram", "mila", "ada", "sam")
PEOPLE = (*STRANGERS, *INSIDERS)
SIGN_IN = 401
"""Stands for a redirect to the sign-in page."""


def everybody(status: int, **others: int) -> Answers:
    """The same for all, but for ``others``; who is signed out counts as nobody."""
    signed_out = dict.fromkeys(SIGNED_OUT, others.get(NOBODY, status))
    return dict.fromkeys(PEOPLE, status) | signed_out | others


def only(names: str, status: int = 200, *, refused: str = "", **others: int) -> Answers:
    """``status`` for some, 403 for who sees it but may not; for all others it is not there."""
    signed_out = dict.fromkeys(SIGNED_OUT, others.get(NOBODY, SIGN_IN))
    found = dict.fromkeys(PEOPLE, 404) | signed_out
    found |= dict.fromkeys(refused.split(), 403) | dict.fromkeys(names.split(), status)
    assert set(found) | set(others) == set(PEOPLE)
    return found | others


@dataclass(frozen=True, kw_only=True)
class Row:
    """One address: what GET (and HEAD) and POST answer to whom; without answers it is 405.

    ``of`` returns the arguments of the address, the thing it is about first; where there is
    ``asks``, they are what the query says under this name. ``sends`` the form that is posted.
    ``shows_her`` are those that end with mila's consent; ``public`` ones are meant for strangers.
    """

    name: str
    note: str = ""
    of: Callable[[Story], Sequence[object]] | None = None
    asks: str = ""
    query: Mapping[str, str] = field(default_factory=dict)
    get: Answers = field(default_factory=dict)
    post: Answers = field(default_factory=dict)
    sends: Callable[[Story], dict[str, Any]] = field(default=lambda _story: {})
    shows_her: bool = False
    public: bool = False

    def __str__(self) -> str:
        return f"{self.name}-{self.note}" if self.note else self.name


def _file(seed: int) -> SimpleUploadedFile:
    return SimpleUploadedFile("a.png", picture_bytes(seed), "image/png")


def _upload(kind: str) -> Callable[[Story], dict[str, Any]]:
    return lambda _story: {"kind": kind, "file": _file(41)}


def _delivery(_story: Story) -> dict[str, Any]:
    said = {"ai_system": "Stable Diffusion", "digital_source_type": "trainedAlgorithmicMedia"}
    return {f"4-{name}": value for name, value in said.items()} | {"file-4": _file(42)}


def _wish(story: Story) -> dict[str, Any]:
    """A brief for Nordlicht, of mila, with what bram uploaded: names that others may try."""
    return {
        "brand": str(story.brand.pk),
        "title": "Spring coats",
        "idea": "Rain",
        "product_line": "knitwear",
        "twins": [str(story.twin.pk)],
        "uploads": [str(story.upload.pk)],
        "pictures": 1,
        "channels": ["web"],
        "territories": ["EU"],
        "starts_on": "2026-11-23",
        "ends_on": "2027-04-30",
        "generator": "studio",
        "label_corner": "top-left",
        "label_variant": "light",
        "language": "en",
    }


def _one_yes_of_several(story: Story) -> dict[str, Any]:
    """What the summary of several pictures sends, of one."""
    picture = story.fresh
    return story.next_stage(picture, "brand") | {"of": str(picture.pk), "key": "one-send"}


def _statement(_story: Story) -> dict[str, Any]:
    """A consent to pictures, as a model types it."""
    said = dict.fromkeys(("storage", "making", "listing"), "yes")
    return said | {
        "likeness": "no",
        "training": "no",
        "generators": ["studio"],
        "territories": ["EU"],
        "starts_on": "2026-11-23",
        "ends_on": "2027-11-22",
        "credit_name": "no",
        "is_adult": "on",
        "identity_confirmed": "on",
    }


def _report(story: Story) -> dict[str, Any]:
    """What the answer page hands to whoever verified the live picture, filled in."""
    said = {"publication": str(story.live.pk), "answer": "recognised", "sha256": "6" * 64}
    slip = signing.dumps(said, salt=report.SALT)
    return {"report-slip": slip, "report-where": "https://elsewhere.test/"}


WRITERS = "bram odo"
BRIEF_EYES = "bram vivi gwen"
AGENTS = "ada bo liv cora"
DRAFT_EYES = "bram vivi gwen mila ada bo liv cora cleo sam"
WITHOUT_SEAT = "fay uma ida gwen"
"""Whom the site takes for models that have no twin yet."""


def _but(names: str) -> str:
    """Those who see the drafts, without ``names``."""
    return " ".join(set(DRAFT_EYES.split()) - set(names.split()))


SENT_ON = everybody(302, nobody=SIGN_IN)
SITE = (
    Row(name="home", get=everybody(302, nobody=SIGN_IN)),
    Row(
        name="person-rights",
        of=lambda story: [story.gwen.pk],
        get=only("bram"),
        post=only("bram", 302),
        sends=lambda story: {"take": "see_brief", "over": str(story.asked.pk)},
    ),
    Row(
        name="see-as",
        of=lambda story: [story.vivi.pk],
        post=only("bram", 302),
    ),
    Row(name="see-as-end", post=SENT_ON),
    Row(name="live", get=everybody(200)),
    Row(name="manifest", get=everybody(200), public=True),
    Row(name="worker", get=everybody(200), public=True),
    Row(name="offline", get=everybody(200), public=True),
    Row(name="ready", get=everybody(200)),
)
MEMBERS = "bram vivi ada bo liv cora cleo sam odo bea tom"
"""Who has a role somewhere."""
COVER = (
    Row(
        name="cover",
        get=only(MEMBERS),
        post={**only(MEMBERS, 422), "ada": 302, "bo": 302},
        sends=lambda story: {
            "covered": str(story.bo.pk),
            "colleague": str(story.liv.pk),
            "first": "2026-11-24",
            "last": "2026-11-30",
        },
    ),
    Row(
        name="end-cover",
        of=lambda story: [story.cover.pk],
        post=only("ada bo liv", 302),
    ),
)
DOOR = everybody(302, nobody=200)
HERS = everybody(200, nobody=SIGN_IN)
HAS_APP = dict.fromkeys(("ada", "bea", "ida"), 200)
"""Those of whom a second factor is required have one."""
WITH_APP = dict.fromkeys(HAS_APP, 302)
KEEPERS = "bram vivi odo sam tom"
"""Who holds herself what a key may let a program do."""
ENTRANCE = (
    Row(name="sign-in", get=DOOR, post=DOOR),
    Row(name="account_login", get=DOOR, post=DOOR),
    Row(name="sign-out", post=everybody(SIGN_IN)),
    Row(name="account_logout", post=everybody(SIGN_IN)),
    Row(name="account_request_login_code", get=DOOR, post=DOOR),
    Row(name="account_confirm_login_code", get=SENT_ON, post=SENT_ON),
    Row(name="account_inactive", get=everybody(200)),
    Row(name="account_reset_password", get=everybody(200), post=everybody(200)),
    Row(
        name="account_confirm_password_reset_code",
        get=everybody(SIGN_IN),
        post=everybody(SIGN_IN),
    ),
    Row(name="account_complete_password_reset", get=everybody(SIGN_IN), post=everybody(SIGN_IN)),
    Row(name="account_password_reset_completed", get=everybody(200)),
    Row(name="account_change_password", get=HERS, post=HERS),
    Row(name="account_set_password", get=SENT_ON, post=SENT_ON),
    Row(name="account_email", get=HERS, post=SENT_ON),
    Row(name="account_email_verification_sent", get=SENT_ON, post=SENT_ON),
    Row(name="mfa_authenticate", get=SENT_ON, post=SENT_ON),
    Row(name="mfa_login_webauthn", get=SENT_ON, post=SENT_ON),
    Row(name="mfa_index", get=HERS),
    Row(name="mfa_add_webauthn", get=HERS, post=HERS),
    Row(
        name="mfa_remove_webauthn",
        of=lambda _story: [2**31 - 1],
        get=only(""),
        post=only(""),
    ),
    Row(
        name="mfa_activate_totp",
        get=everybody(200, nobody=SIGN_IN, **WITH_APP),
        post=everybody(200, nobody=SIGN_IN, **WITH_APP),
    ),
    Row(
        name="mfa_deactivate_totp",
        get=only("ada bea ida"),
        post=only("ada bea ida"),
    ),
    Row(name="mfa_view_recovery_codes", get=only("")),
    Row(
        name="mfa_generate_recovery_codes",
        get=HERS,
        post=everybody(200, nobody=SIGN_IN, **WITH_APP),
    ),
    Row(name="mfa_download_recovery_codes", get=only("")),
    Row(name="account_reauthenticate", get=HERS, post=HERS),
    Row(
        name="mfa_reauthenticate",
        get=everybody(302, nobody=SIGN_IN, **HAS_APP),
        post=everybody(302, nobody=SIGN_IN, **HAS_APP),
    ),
    Row(name="mfa_reauthenticate_webauthn", get=SENT_ON, post=SENT_ON),
    Row(
        name="reauthenticate-by-mail",
        get=everybody(200, nobody=SIGN_IN, **WITH_APP),
        post=everybody(200, nobody=SIGN_IN, **WITH_APP),
    ),
    Row(name="language", get=HERS, post=SENT_ON, sends=lambda _story: {"language": "en"}),
    Row(name="speak-to-stranger", post=everybody(302), sends=lambda _story: {"language": "en"}),
    Row(name="sessions", get=HERS),
    Row(name="end-session", of=lambda _story: [2**31 - 1], post=only("")),
    Row(name="end-other-sessions", post=SENT_ON),
    Row(
        name="api-keys",
        get=only(KEEPERS),
        post=only(KEEPERS, 422, bram=200, vivi=200),
        sends=lambda _story: (
            {"name": "Shop", "rights": ["view_briefs"], "days": "30"}
            | {"organisation": str(_story.brand.pk)}
        ),
    ),
    Row(
        name="revoke-api-key", of=lambda story: [story.keys["shop"].key.pk], post=only("bram", 302)
    ),
    Row(name="organisation-sign-in", get=everybody(200), post=everybody(200)),
    Row(name="openid_connect_login", of=lambda _story: ["unknown"], get=everybody(404)),
    Row(name="openid_connect_callback", of=lambda _story: ["unknown"], get=everybody(404)),
    Row(name="appointments", get=only("ida"), post=only("ida", 422)),
    Row(
        name="step-appointment",
        of=lambda story: [story.appointment.pk, "drop"],
        post=only("ida", 302),
    ),
    Row(name="recoveries", get=only("ida"), post=only("ida", 422)),
    Row(name="recovery", of=lambda story: [story.recovery.pk], get=only("ida")),
    Row(
        name="step-recovery",
        of=lambda story: [story.recovery.pk, "stop"],
        post=only("ida", 302),
    ),
    Row(name="identity-providers", get=only("ida")),
    Row(name="identity-providers", note="searched", query={"q": "lin"}, get=only("ida")),
    Row(
        name="new-identity-provider",
        get=only("ida"),
        post=only("ida", 302),
        sends=lambda story: {
            "organisation": str(story.agency.pk),
            "issuer": "https://login.birch.test",
            "client_id": "twinset",
            "secret": "hush",
            "domains": "birch.test",
            "role": "viewer",
        },
    ),
    Row(
        name="close-identity-provider",
        of=lambda story: [story.provider.pk],
        get=only("ida"),
        post=only("ida", 302),
    ),
    Row(
        name="stop-recovery",
        of=lambda story: [recovery_mail.token(story.recovery)],
        get=everybody(200),
        post=everybody(200),
        public=True,
    ),
)
BRIEF = (
    Row(name="briefs", get=only("bram vivi gwen odo")),
    Row(name="briefs", note="searched", query={"q": "knits"}, get=only("bram vivi gwen odo")),
    Row(
        name="new-brief",
        get=only(WRITERS, refused="vivi"),
        post=only("bram", 302, refused="vivi", odo=422),
        sends=_wish,
    ),
    Row(name="check-brief", get=only(WRITERS, refused="vivi")),
    Row(
        name="brief",
        of=lambda story: [story.asked.pk],
        get=only(BRIEF_EYES),
    ),
    Row(
        name="edit-brief",
        of=lambda story: [story.unsent.pk],
        get=only("bram", refused="vivi"),
        post=only("bram", 302, refused="vivi"),
        sends=_wish,
    ),
    Row(
        name="submit-brief",
        of=lambda story: [story.unsent.pk],
        post=only("bram", 302, refused="vivi"),
    ),
    Row(
        name="close-brief",
        of=lambda story: [story.asked.pk],
        post=only("bram", 302, refused="vivi gwen"),
    ),
    Row(
        name="brief-rights",
        of=lambda story: [story.asked.pk],
        get=only("bram", refused="vivi gwen"),
        post=only("bram", 302, refused="vivi gwen"),
        sends=lambda story: {
            "to": f"person-{story.vivi.pk}",
            "rights": ["judge_brief"],
            "confirm": "1",
        },
    ),
    Row(name="brief-sheet", of=lambda story: [story.asked.pk], get=only(BRIEF_EYES)),
    Row(
        name="order-again",
        of=lambda story: [story.run.pk],
        post=only("bram", 302, refused="vivi gwen"),
    ),
    Row(
        name="cancel-run",
        of=lambda story: [story.run.pk],
        post=only("bram", 302, refused="vivi gwen"),
    ),
    Row(
        name="upload", note="garment", sends=_upload("garment"), post=only(WRITERS, 201, nobody=403)
    ),
    Row(name="upload", note="mood", sends=_upload("mood"), post=only(WRITERS, 201, nobody=403)),
    Row(
        name="upload",
        note="reference",
        sends=_upload("reference"),
        post=only("mila nora", 201, nobody=403),
    ),
    Row(
        name="upload",
        note="delivery",
        sends=_upload("delivery"),
        post=only("", nobody=403),
    ),
    Row(name="upload-preview", of=lambda story: [story.upload.pk], get=only("bram")),
    Row(name="asset-preview", of=lambda story: [story.garment.pk], get=only(f"{BRIEF_EYES} sam")),
)
GUESTS = (
    Row(
        name="invite-guest",
        of=lambda story: [story.asked.pk],
        post=only("bram", 302, refused="vivi gwen"),
        sends=lambda _story: {"name": "Ulla", "email": "ulla@example.test"},
    ),
    Row(
        name="resend-guest",
        of=lambda story: [story.guest.link.pk],
        post=only("bram", 302, refused="vivi gwen"),
    ),
    Row(
        name="revoke-guest",
        of=lambda story: [story.guest.link.pk],
        post=only("bram", 302, refused="vivi gwen"),
    ),
    Row(name="guest", of=lambda story: [story.guest.secret], get=everybody(200), public=True),
    Row(
        name="guest-code",
        of=lambda story: [story.guest.secret],
        post=everybody(302),
        public=True,
    ),
    Row(
        name="guest-picture",
        of=lambda story: [story.guest.secret, story.fresh.pk],
        get=everybody(404, wanda=200),
        shows_her=True,
    ),
    Row(
        name="guest-file",
        of=lambda story: [story.guest.secret, story.fresh.pk],
        get=everybody(404, wanda=200),
        shows_her=True,
    ),
    Row(
        name="guest-opinion",
        of=lambda story: [story.guest.secret, story.fresh.pk],
        post=everybody(404, wanda=302),
        sends=lambda story: story.next_stage(story.fresh, "brand"),
        shows_her=True,
    ),
)
CREW = (
    Row(
        name="credit-crew",
        of=lambda story: [story.asked.pk],
        post=only("bram", 302, refused="vivi gwen"),
        sends=lambda _story: {"name": "Jonas Reh", "role": "photographer"},
    ),
    Row(
        name="send-crew",
        of=lambda story: [story.crew.link.member_id],
        post=only("bram", 302, refused="vivi gwen"),
    ),
    Row(
        name="remove-crew",
        of=lambda story: [story.crew.link.member_id],
        post=only("bram", 302, refused="vivi gwen"),
    ),
    Row(name="crew", of=lambda story: [story.crew.secret], get=everybody(200), public=True),
    Row(name="crew-code", of=lambda story: [story.crew.secret], post=everybody(302), public=True),
    Row(
        name="crew-credit",
        of=lambda story: [story.crew.secret],
        post=everybody(404, greta=302),
        sends=lambda _story: {"named": "no"},
    ),
)
GENERATE = (
    Row(name="orders", get=only("sam tom")),
    Row(name="order", of=lambda story: [story.run.pk], get=only("sam")),
    Row(
        name="order-file",
        of=lambda story: [story.run.pk, story.twin.references.all()[0].file_id],
        post=only("sam"),
        shows_her=True,
    ),
    Row(
        name="deliver",
        of=lambda story: [story.run.pk],
        post=only("sam", 302),
        sends=_delivery,
        shows_her=True,
    ),
)
RULE = {
    "order": "one-by-one",
    "brand_needs": 1,
    "agency_rule": "one",
    "confirm": "1",
}
"""Who must agree, as an agency's admin sends it."""
REVIEW = (
    Row(name="inbox", get=only(f"mila nora {WITHOUT_SEAT}")),
    Row(name="waiting", get=HERS),
    Row(name="answers", get=HERS, post=everybody(422, nobody=SIGN_IN)),
    Row(name="answers-ready", get=HERS),
    Row(name="inbox-part", get=only(f"mila nora {WITHOUT_SEAT}")),
    Row(name="desk", get=only(f"{AGENTS} bea cleo")),
    Row(name="desk-part", get=only(f"{AGENTS} bea cleo")),
    Row(
        name="save-desk-filter",
        post=only(f"{AGENTS} bea cleo", 302),
        sends=lambda _story: {"name": "Late", "late": "1"},
    ),
    Row(
        name="remove-desk-filter",
        of=lambda story: [story.desk_filter.pk],
        post=only("bo", 302),
    ),
    Row(name="models", get=only(f"{AGENTS} bea cleo")),
    Row(name="policies", get=only("ada bea")),
    Row(
        name="default-policy",
        get=only("ada bea"),
        post=only("ada", 302, bea=404),
        sends=lambda story: RULE | {"in": str(story.agency.pk)},
    ),
    Row(
        name="licence-policy",
        of=lambda story: [story.licence.pk],
        get=only("ada"),
        post=only("ada", 302),
        sends=lambda _story: RULE,
    ),
    Row(
        name="reasons",
        get=only("ada bea"),
        post=only("ada", 302, bea=404),
        sends=lambda story: {
            "in": str(story.agency.pk),
            "act": "add",
            "words": "The secret-coat sits wrong",
            "given_for": "both",
        },
    ),
    Row(
        name="twin-rights",
        of=lambda story: [story.twin.pk],
        get=only("ada", refused="bo liv cora cleo"),
        post=only("ada", 302, refused="bo liv cora cleo"),
        sends=lambda story: {
            "to": f"person-{story.liv.pk}",
            "rights": ["judge_twin"],
            "confirm": "1",
        },
    ),
    Row(name="clients", get=only("ada bea")),
    Row(
        name="client-rights",
        of=lambda story: [story.brand.pk],
        get=only("ada"),
        post=only("ada", 302),
        sends=lambda story: {
            "to": f"person-{story.liv.pk}",
            "rights": ["judge_client"],
            "confirm": "1",
        },
    ),
    Row(
        name="write-pin",
        of=lambda story: [story.half.pk],
        post=only(_but("sam"), 302, sam=403),
        sends=lambda _story: {"text": "The secret-coat", "audience": "all"},
        shows_her=True,
    ),
    Row(
        name="answer-pin",
        of=lambda story: [story.said.pk],
        post=only(_but("sam"), 302),
        sends=lambda _story: {"text": "The secret-coat", "audience": "all"},
        shows_her=True,
    ),
    Row(
        name="answer-pin",
        note="brand",
        of=lambda story: [story.said_in_brand.pk],
        post=only(BRIEF_EYES, 302),
        sends=lambda story: {"text": "The secret-coat", "audience": f"own:{story.brand.pk}"},
        shows_her=True,
    ),
    Row(
        name="answer-pin",
        note="agency",
        of=lambda story: [story.said_in_agency.pk],
        post=only(f"{AGENTS} cleo", 302),
        sends=lambda story: {"text": "The secret-coat", "audience": f"own:{story.agency.pk}"},
        shows_her=True,
    ),
    Row(
        name="answer-pin",
        note="agency-and-model",
        of=lambda story: [story.said_to_her.pk],
        post=only(f"mila {AGENTS} cleo", 302),
        sends=lambda story: {
            "text": "The secret-coat",
            "audience": f"pair:{story.agency.pk}:{story.twin.pk}",
        },
        shows_her=True,
    ),
    Row(
        name="tick-pin",
        of=lambda story: [story.said.pk],
        post=only(BRIEF_EYES, 302, refused=f"mila {AGENTS} cleo"),
        sends=lambda _story: {"done": "1"},
        shows_her=True,
    ),
    Row(
        name="tick-pin",
        note="agency-and-model",
        of=lambda story: [story.said_to_her.pk],
        post=only(f"{AGENTS} cleo", 302, refused="mila"),
        sends=lambda _story: {"done": "1"},
        shows_her=True,
    ),
    Row(name="draft", of=lambda story: [story.half.pk], get=only(DRAFT_EYES), shows_her=True),
    Row(name="compare", get=everybody(422, nobody=SIGN_IN)),
    Row(name="together", get=HERS, post=everybody(422, nobody=SIGN_IN)),
    Row(
        name="together",
        note="of a picture",
        of=lambda story: [story.fresh.pk],
        asks="of",
        get=only(DRAFT_EYES),
        post=only("bram", refused=_but("bram")),
        sends=_one_yes_of_several,
        shows_her=True,
    ),
    Row(
        name="together",
        note="summary",
        of=lambda story: [story.fresh.pk],
        asks="of",
        query={"verdict": "yes"},
        get=only(DRAFT_EYES),
        post=only("bram", refused=_but("bram")),
        sends=_one_yes_of_several,
        shows_her=True,
    ),
    Row(
        name="look-at-draft",
        of=lambda story: [story.half.pk],
        post=only(DRAFT_EYES),
        shows_her=True,
    ),
    Row(
        name="decide",
        note="brand",
        of=lambda story: [story.fresh.pk],
        post=only("bram", 302, refused=_but("bram")),
        sends=lambda story: story.next_stage(story.fresh, "brand"),
        shows_her=True,
    ),
    Row(
        name="decide",
        note="agency",
        of=lambda story: [story.half.pk],
        post=only("ada bo cora", 302, refused=_but("ada bo cora")),
        sends=lambda story: story.next_stage(story.half, "agency"),
        shows_her=True,
    ),
    Row(
        name="decide",
        note="model",
        of=lambda story: [story.half.pk],
        post=only("mila", 302, refused=_but("mila")),
        sends=lambda story: story.next_stage(story.half, "model"),
        shows_her=True,
    ),
    Row(
        name="ask-again",
        of=lambda story: [story.agreed.pk],
        post=only("bram", 302, refused=_but("bram")),
        sends=lambda _story: {"channels": ["web"], "corner": "bottom-left", "variant": "light"},
        shows_her=True,
    ),
    Row(
        name="withdraw-draft",
        of=lambda story: [story.fresh.pk],
        post=only("sam", 302, refused=_but("sam")),
    ),
    Row(
        name="draft-picture",
        of=lambda story: [story.half.pk],
        get=only(DRAFT_EYES),
        shows_her=True,
    ),
    Row(
        name="draft-preview",
        of=lambda story: [story.half.pk],
        query={"edge": "320"},
        get=only(DRAFT_EYES),
        shows_her=True,
    ),
)
NOTICES = (
    Row(name="notices", get=everybody(200, nobody=SIGN_IN)),
    Row(name="put-away-notices", post=everybody(302, nobody=SIGN_IN)),
    Row(
        name="notice-choices",
        get=everybody(200, nobody=SIGN_IN),
        post=everybody(302, nobody=SIGN_IN),
        sends=lambda _story: {"asked": "daily"},
    ),
    Row(name="push-on", post=everybody(422, nobody=SIGN_IN)),
    Row(name="push-off", post=everybody(200, nobody=SIGN_IN)),
    Row(
        name="remove-push-device",
        of=lambda story: [story.device.pk],
        post=only("bo", 302),
    ),
    Row(
        name="stop-notices",
        of=lambda story: [notice_link.token(story.bo.pk, "asked")],
        get=everybody(200),
        post=everybody(200),
        public=True,
    ),
)
PUBLISH = (
    Row(name="published", get=only("bram vivi gwen odo")),
    Row(name="published", note="live", query={"state": "live"}, get=only("bram vivi gwen odo")),
    Row(
        name="publish",
        of=lambda story: [story.agreed.pk],
        get=only(BRIEF_EYES),
        post=only("bram", 302, refused="vivi gwen"),
        sends=lambda _story: {"only": "instagram-feed"},
        shows_her=True,
    ),
    Row(
        name="rendition",
        of=lambda story: [story.half.pk, "web"],
        get=only(DRAFT_EYES),
        shows_her=True,
    ),
    *(
        Row(name=name, of=lambda story: [story.live.pk], get=only(_but("sam")))
        for name in ("certificate", "certificate-json", "certificate-pdf")
    ),
    Row(
        name="unpublish",
        of=lambda story: [story.live.pk],
        post=only("bram", 302, refused="vivi gwen"),
    ),
    Row(
        name="prove-switch",
        of=lambda story: [story.live.pk],
        post=only("bram", 302, refused="vivi gwen"),
        sends=lambda _story: {"proof": "https://post.test/1"},
    ),
    Row(
        name="publication",
        of=lambda story: [story.live.public_id],
        get=everybody(200),
        public=True,
    ),
    Row(
        name="publication-picture",
        of=lambda story: [story.live.public_id],
        get=everybody(200),
        public=True,
    ),
    Row(
        name="publication-kit",
        of=lambda story: [story.live.public_id],
        get=only(BRIEF_EYES, nobody=404),
    ),
)
CASE_EYES = f"{AGENTS} cleo mila"
VERIFY = (
    Row(name="verify", get=everybody(200), post=everybody(422)),
    Row(name="api-verify", post=everybody(422)),
    Row(name="report-misuse", post=everybody(422)),
    Row(name="report-misuse", note="with its slip", post=everybody(302), sends=_report),
    Row(name="cases", get=only(f"{AGENTS} bea cleo")),
    Row(name="case", of=lambda story: [story.case.pk], get=only(CASE_EYES)),
    Row(
        name="case-file",
        of=lambda story: [story.case.pk],
        get=only(CASE_EYES),
        shows_her=True,
    ),
    Row(
        name="note-case",
        of=lambda story: [story.case.pk],
        post=only("ada bo", 302, refused="liv cora cleo mila"),
        sends=lambda _story: {"text": "Wrote to the shop"},
    ),
    Row(
        name="close-case",
        of=lambda story: [story.case.pk],
        post=only("ada bo", 302, refused="liv cora cleo mila"),
        sends=lambda _story: {"outcome": "removed"},
    ),
    Row(
        name="forget-reporter",
        of=lambda story: [story.case.pk],
        post=only("ada bo", 302, refused="liv cora cleo mila"),
    ),
)
NO_KEY = everybody(401)
API = (
    Row(name="openapi", get=everybody(200)),
    Row(
        name="api:orders",
        get={**NO_KEY, "robot": 200, "tom_s_robot": 200, "shop": 403, "odo_s_shop": 403},
    ),
    Row(
        name="api:order",
        of=lambda story: [story.run.pk],
        get={**NO_KEY, "robot": 200, "tom_s_robot": 404, "shop": 403, "odo_s_shop": 403},
    ),
    Row(
        name="api:order-file",
        of=lambda story: [story.run.pk, story.twin.references.all()[0].file_id],
        post={**NO_KEY, "robot": 200, "tom_s_robot": 404, "shop": 403, "odo_s_shop": 403},
        shows_her=True,
    ),
    Row(
        name="api:order-deliver",
        of=lambda story: [story.run.pk, 4],
        post={**NO_KEY, "robot": 201, "tom_s_robot": 404, "shop": 403, "odo_s_shop": 403},
        sends=lambda _story: {"ai_system": "Stable Diffusion", "file": _file(42)},
        shows_her=True,
    ),
    Row(
        name="api:publications",
        get={**NO_KEY, "shop": 200, "odo_s_shop": 200, "robot": 403, "tom_s_robot": 403},
    ),
    Row(
        name="api:publication-kit",
        of=lambda story: [story.live.public_id],
        get={**NO_KEY, "shop": 200, "odo_s_shop": 404, "robot": 403, "tom_s_robot": 403},
        shows_her=True,
    ),
)
SIGNERS = "bram ada bo"
"""Who signs licences of mila for Nordlicht or Linden Models."""
PROPOSERS = f"{SIGNERS} odo bea"


def _as_the_model(story: Story) -> dict[str, Any]:
    read = what_is_read(Licence.objects.get(pk=story.offered.pk))
    return {"side": "model", "organisation": "", "read": read}


LICENCES = (
    Row(name="licences", get=only(f"{PROPOSERS} mila nora")),
    Row(name="new-licence", get=only(PROPOSERS)),
    Row(
        name="propose-licence",
        of=lambda story: [story.twin.pk],
        get=only(SIGNERS),
        post=only(SIGNERS, 422),
        sends=lambda story: {"brand": str(story.brand.pk)},
    ),
    Row(name="licence", of=lambda story: [story.offered.pk], get=only(f"{SIGNERS} mila")),
    Row(
        name="sign-licence",
        of=lambda story: [story.offered.pk],
        post=only("mila", 302, refused=SIGNERS),
        sends=_as_the_model,
    ),
    Row(
        name="decline-licence",
        of=lambda story: [story.offered.pk],
        post=only("mila", 302, refused=SIGNERS),
        sends=_as_the_model,
    ),
    Row(
        name="end-licence",
        of=lambda story: [story.licence.pk],
        get=only("mila"),
        post=only("mila", 302),
    ),
)
BACK = (
    Row(name="my-twin", get=only(f"mila nora {WITHOUT_SEAT}")),
    Row(
        name="withdraw-consent",
        get=only("mila nora"),
        post=only("mila nora"),
        sends=lambda _story: {"purposes": ["making"]},
    ),
    Row(name="consent", get=only("mila nora"), post=only("mila nora"), sends=_statement),
    Row(name="sign-consent", post=only("mila nora", 409), sends=_statement),
    Row(name="stop-twin", get=only("mila nora"), post=only("mila nora", 302)),
    Row(name="lift-stop", post=only("mila nora", 302)),
    Row(
        name="ask-for-stop",
        get=everybody(200),
        post=everybody(200),
        sends=lambda story: {"email": story.mila.email},
        public=True,
    ),
    Row(
        name="stop-by-mail",
        of=lambda story: [stop_mail.token(story.mila, str(story.mila.email))],
        get=everybody(200),
        post=everybody(200),
        public=True,
    ),
    Row(name="withdraw-picture", of=lambda story: [story.live.pk], post=only("mila", 302)),
    Row(name="my-money", get=only(f"mila nora {WITHOUT_SEAT}")),
    Row(
        name="reference",
        of=lambda story: [story.twin.references.all()[0].pk],
        get=only(f"mila {AGENTS} cleo"),
    ),
    Row(
        name="reference",
        note="small",
        of=lambda story: [story.twin.references.all()[0].pk],
        query={"edge": "320"},
        get=only(f"mila {AGENTS} cleo"),
    ),
)
AUDIT = (
    Row(name="audit", of=lambda story: [story.brand.pk], get=only("bram", refused="vivi")),
    Row(
        name="audit",
        note="searched",
        of=lambda story: [story.brand.pk],
        query={"who": "mila", "act": "decision.sent", "since": "2026-11-23"},
        get=only("bram", refused="vivi"),
    ),
    Row(
        name="audit",
        note="agency",
        of=lambda story: [story.agency.pk],
        get=only("ada", refused="bo liv cora"),
    ),
    Row(name="audit", note="model", of=lambda story: [story.mila.person_id], get=only("mila")),
    Row(
        name="verify-audit",
        of=lambda story: [story.brand.pk],
        post=only("bram", refused="vivi"),
    ),
    Row(
        name="verify-audit",
        note="model",
        of=lambda story: [story.mila.person_id],
        post=only("mila"),
    ),
    Row(name="audit-csv", of=lambda story: [story.brand.pk], get=only("bram", refused="vivi")),
    Row(name="audit-csv", note="model", of=lambda story: [story.mila.person_id], get=only("mila")),
    Row(
        name="audit-json-lines",
        of=lambda story: [story.brand.pk],
        get=only("bram", refused="vivi"),
    ),
    Row(
        name="audit-json-lines",
        note="model",
        of=lambda story: [story.mila.person_id],
        get=only("mila"),
    ),
)
MANAGERS = "bram odo ada bea sam tom"
PEOPLE_AND_ROLES = (
    Row(name="people", get=only(MANAGERS)),
    Row(name="people", note="searched", query={"q": "bo"}, get=only(MANAGERS)),
    Row(
        name="invite",
        get=only(MANAGERS),
        post=only("ada", 302),
        sends=lambda story: {
            "organisation": str(story.agency.pk),
            "name": "Ylva",
            "email": "ylva@example.test",
            "role": str(story.agency.roles.get(name="viewer").pk),
        },
    ),
    Row(
        name="people-sign-in",
        get=only(MANAGERS),
        post=only("ada", 302),
        sends=lambda story: {"organisation": str(story.agency.pk), "required": "1"},
    ),
    Row(
        name="people-time",
        get=only(MANAGERS),
        post=only("ada", 302),
        sends=lambda story: {
            "organisation": str(story.agency.pk),
            "time_zone": "America/New_York",
        },
    ),
    Row(
        name="member",
        of=lambda story: [story.booking.pk],
        get=only("ada"),
        post=only("ada", 302),
        sends=lambda story: {
            "to": f"person-{story.bo.pk}",
            "rights": ["view_money"],
            "confirm": "1",
        },
    ),
    Row(
        name="give-role",
        of=lambda story: [story.booking.pk],
        query={"role": "viewer"},
        get=only("ada"),
        post=only("ada", 302),
    ),
    Row(
        name="take-role",
        of=lambda story: [story.booking.pk],
        get=only("ada"),
        post=only("ada", 302),
    ),
    Row(
        name="remove-member",
        of=lambda story: [story.booking.pk],
        get=only("ada"),
        post=only("ada", 302),
    ),
    Row(
        name="resend-invitation",
        of=lambda story: [story.sent.invitation.pk],
        post=only("ada", 302),
    ),
    Row(
        name="revoke-invitation",
        of=lambda story: [story.sent.invitation.pk],
        post=only("ada", 302),
    ),
    Row(
        name="invitation",
        of=lambda story: [story.sent.invitation.pk, story.sent.secret],
        get=everybody(200),
        post=everybody(403, nobody=302),
        sends=lambda _story: {"name": "Eva", "password": "a long walk by the lake"},
        public=True,
    ),
    Row(
        name="invitation",
        note="guessed",
        of=lambda story: [story.sent.invitation.pk, "guessed"],
        get=everybody(404),
        post=everybody(404),
        public=True,
    ),
    Row(name="roles", get=only(MANAGERS)),
    Row(
        name="new-role",
        get=only(MANAGERS),
        post=only("ada", 302),
        sends=lambda story: {
            "organisation": str(story.agency.pk),
            "name": "Eyes",
            "rights": ["view_twins"],
        },
    ),
    Row(name="role", of=lambda story: [story.junior.pk], get=only("ada")),
    Row(
        name="rename-role",
        of=lambda story: [story.junior.pk],
        post=only("ada", 302),
        sends=lambda _story: {"name": "Assistant"},
    ),
    Row(
        name="change-role",
        of=lambda story: [story.junior.pk],
        get=only("ada"),
        post=only("ada", 302),
        sends=lambda _story: {
            "rights": ["view_money"],
            "seen": ["view_twins", "judge_for_agency"],
        },
    ),
    Row(
        name="retire-role",
        of=lambda story: [story.junior.pk],
        get=only("ada"),
        post=only("ada", 302),
    ),
)
ROWS = (
    *SITE,
    *ENTRANCE,
    *PEOPLE_AND_ROLES,
    *AUDIT,
    *COVER,
    *BRIEF,
    *GUESTS,
    *CREW,
    *GENERATE,
    *REVIEW,
    *NOTICES,
    *PUBLISH,
    *VERIFY,
    *API,
    *LICENCES,
    *BACK,
)
