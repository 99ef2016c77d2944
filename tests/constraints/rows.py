"""Right rows, to be broken; and what it is to break one."""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from allauth.socialaccount.models import SocialApp
from allauth.usersessions.models import UserSession
from django.db.models import Model

from approvals.actions.case import Seen, report_misuse
from approvals.actions.crew import send_link
from approvals.actions.guest import invite_guest
from approvals.actions.pin import say
from approvals.actions.reason import add_reason
from approvals.models import (
    Asset,
    Channel,
    CrewLink,
    CrewMember,
    Decision,
    Draft,
    GuestLink,
    LedgerEntry,
    MisuseCase,
    Notice,
    Opinion,
    Pin,
    Publication,
    Reason,
    Review,
    ReviewPolicy,
    Run,
    Stage,
    Statement,
    StatementLine,
)
from approvals.walls import Audience
from portal.actions.invitation import invite
from portal.actions.mail import post
from portal.mailer import Letter
from portal.models import (
    ApiKey,
    Appointment,
    Cover,
    IdentityProvider,
    Invitation,
    Mail,
    Membership,
    Push,
    PushDevice,
    Recovery,
)
from portal.sealing import seal
from tests.people import NOON, World, stored
from twins.actions.stop import place_stop
from twins.models import (
    Consent,
    LicencePart,
    LicenceSignature,
    Reference,
    Representation,
    Stop,
)


def changed[Row: Model](row: Row, **fields: object) -> Row:
    """Return ``row`` as it must never be."""
    for name, value in fields.items():
        setattr(row, name, value)
    return row


def again[Row: Model](row: Row, **fields: object) -> Row:
    """Return another row, not yet written, that says the same as ``row``."""
    another = copy(row)
    another.pk = uuid4()
    another._state.adding = True
    return changed(another, **fields)


def kept[Row: Model](row: Row) -> Row:
    """Write ``row`` and return it."""
    row.save()
    return row


def booker(world: World) -> Membership:
    return Membership.objects.get(user=world.bo)


def invitation(world: World) -> Invitation:
    return invite(
        organisation=world.agency,
        role=world.agency.roles.get(name="viewer"),
        email="eva@example.test",
        name="Eva",
        actor=world.ada,
        at=world.at,
    ).invitation


def mail() -> Mail:
    return post(
        name="login_code", address="eva@example.test", letter=Letter("Your code", "1"), at=NOON
    )


def device(world: World) -> PushDevice:
    """A browser of bo's, in which he is signed in."""
    place = UserSession.objects.create(user=world.bo, ip="127.0.0.1", session_key="of-bo")
    return PushDevice.objects.create(
        user=world.bo, session=place, endpoint_sha256="7" * 64, sealed=seal("[]"), made_at=NOON
    )


def message(world: World) -> Push:
    return Push.objects.create(
        device=device(world), words="One", link="/", posted_at=NOON, due_at=NOON, until=NOON
    )


def cover(world: World) -> Cover:
    return Cover(
        organisation=world.agency,
        covered=world.bo,
        colleague=world.ada,
        starts_at=NOON,
        ends_at=NOON + timedelta(days=1),
        zone="Europe/Berlin",
        named_by=world.bo.person,
        named_at=NOON,
    )


def guest(world: World) -> GuestLink:
    brief, bram = world.brief(), world.bram
    return invite_guest(
        brief=brief, email="gwen@example.test", name="Gwen", actor=bram, at=NOON
    ).link


def notice(world: World, **more: object) -> Notice:
    draft = world.draft()
    terms: dict[str, object] = {"kind": "asked", "about": draft.pk, **more}
    return Notice(user=world.bram, draft=draft, at=world.at, **terms)


def crew_link(world: World) -> CrewLink:
    return send_link(member=crew(world), email="greta@example.test", actor=world.bram, at=NOON).link


def opinion(world: World) -> Opinion:
    return Opinion(
        draft=world.draft(),
        person=world.odo.person,
        verdict="yes",
        draft_sha256="a" * 64,
        offer_sha256="b" * 64,
        sent_at=NOON,
    )


def references(world: World) -> Reference:
    return Reference.objects.filter(twin=world.twin)[0]


def stop(world: World) -> Stop:
    return place_stop(twin=world.twin, actor=world.mila, at=NOON, how="session")


def consent(world: World) -> Consent:
    return Consent.objects.get(twin=world.twin)


def representation(world: World) -> Representation:
    return Representation.objects.get(twin=world.twin)


def part(world: World) -> LicencePart:
    return LicencePart.objects.get(licence=world.licence)


def signature(world: World, side: str) -> LicenceSignature:
    return LicenceSignature.objects.get(licence=world.licence, side=side)


def run(world: World) -> Run:
    return world.brief().runs.get()


def version(world: World) -> Run:
    """Bo wants a change, so a new version is ordered."""
    draft = world.draft()
    world.say("yes", draft, "brand", world.bram)
    world.say("change", draft, "agency", world.bo, comment="Softer light, please.")
    return Run.objects.get(parent=draft)


def child(world: World) -> Draft:
    return world.deliver(version(world), seed=8)


def review(world: World) -> Review:
    return world.draft().reviews.get()


def stage(world: World, side: str) -> Stage:
    return world.stage(world.draft(), side)


def policy(world: World) -> ReviewPolicy:
    return review(world).policy


def said(world: World, key: str = "") -> Pin:
    return say(
        draft=world.draft(),
        text="The cuff",
        audience=Audience("own", world.brand.pk),
        idempotency_key=key,
        actor=world.bram,
        at=NOON,
    )


def reason(world: World) -> Reason:
    return add_reason(
        agency=world.agency,
        words="The collar sits wrong",
        given_for="no",
        actor=world.ada,
        at=NOON,
    )


def decision(world: World, **more: object) -> Decision:
    return world.say("yes", world.draft(), "brand", world.bram, **more)


def asset(world: World) -> Asset:
    return kept(Asset(brief=world.brief(), kind="garment", file=stored(5), name="Jumper"))


def crew(world: World) -> CrewMember:
    return kept(CrewMember(brief=world.brief(), person=world.odo.person, role="stylist"))


def pin(world: World) -> Pin:
    draft = world.draft()
    return Pin(
        draft=draft,
        person=world.bo.person,
        side="agency",
        organisation=world.agency,
        x=0.5,
        y=0.5,
        text="The collar",
        at=NOON,
    )


def begun(world: World) -> Publication:
    """A picture whose publication no worker has taken yet."""
    publication = world.published()
    return again(
        publication,
        public_id="another",
        channel=Channel.objects.get(name="instagram-feed"),
        state="preparing",
        live_at=None,
    )


def use_entry(world: World) -> LedgerEntry:
    return world.published().ledger.get(kind="use")


def image_entry(world: World) -> LedgerEntry:
    return world.published().ledger.get(kind="image")


def fee(world: World) -> LedgerEntry:
    wide = {"publication": None, "use": None, "medium": "", "territory": ""}
    return again(use_entry(world), kind="set_up", **wide)


def statement(world: World) -> Statement:
    return kept(
        Statement(
            person=world.mila.person,
            month_starts_at=NOON,
            month_ends_at=NOON + timedelta(days=30),
            zone="Europe/Berlin",
            currency="EUR",
            number=1,
            issued_at=NOON,
        )
    )


def line(world: World) -> StatementLine:
    return kept(StatementLine(statement=statement(world), entry=use_entry(world)))


def recovery(world: World, **more: object) -> Recovery:
    """One of mila's account, opened by odo."""
    terms: dict[str, object] = {"address": "m@home.test", "checked_how": "A call", **more}
    return Recovery(user=world.mila, opened_by=world.odo.person, opened_at=world.at, **terms)


def appointment(world: World, **more: object) -> Appointment:
    """Liv is proposed for the agency by odo."""
    terms: dict[str, object] = {"checked_how": "The register", **more}
    proposed = {"proposed_by": world.odo.person, "proposed_at": world.at}
    return Appointment(organisation=world.agency, user=world.bo, **proposed, **terms)


def api_key(world: World, **more: object) -> ApiKey:
    """One of bram's, for a week."""
    terms: dict[str, object] = {
        "name": "Shop",
        "rights": ["view_briefs"],
        "expires_at": world.at + timedelta(days=7),
        **more,
    }
    return ApiKey(organisation=world.brand, user=world.bram, made_at=world.at, **terms)


def identity_provider(world: World) -> IdentityProvider:
    """One of the agency's."""
    app = SocialApp.objects.create(provider="openid_connect", name="Linden", client_id="x")
    role = world.agency.roles.get(name="viewer")
    return IdentityProvider.objects.create(organisation=world.agency, app=app, role=role)


@dataclass(frozen=True)
class Breaking:
    """A wrong row, in a sentence, and the one constraint that it breaks."""

    constraint: str
    sentence: str
    row: Callable[[World], Model]


def case(world: World) -> MisuseCase:
    """A copy of a picture was found elsewhere and reported."""
    seen = Seen(answer="recognised", sha256="5" * 64, where="https://shop.test/")
    return report_misuse(publication=world.published(), seen=seen, picture=None, at=NOON)
