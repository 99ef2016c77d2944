"""Tenants, people, twins and one picture of each, all by the acts that people do."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import cycle
from uuid import uuid4

from PIL import Image

from approvals.actions import brief as briefs
from approvals.actions import generate
from approvals.models import Draft
from portal import uploads
from portal.actions.organisation import add_member, found_organisation
from portal.imaging import CleanPicture
from portal.models import Organisation, User
from twins.actions import consent, licence, representation, twin
from twins.models import Twin

LINE = "knitwear"
DECLARED = generate.Declaration(
    ai_system="Seed", ai_version="1", digital_source_type="trainedAlgorithmicMedia"
)


@dataclass
class Seeded:
    """What was planted: who runs which organisation, the twins, and one draft of each."""

    at: datetime
    mark: str
    runs: dict[Organisation, User] = field(default_factory=dict)
    twins: list[tuple[Twin, User, Organisation]] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)

    def of_kind(self, kind: str) -> list[Organisation]:
        """Return the organisations of one kind."""
        return [each for each in self.runs if each.kind == kind]


def plant(*, tenants: int, twins: int, at: datetime, say: Callable[[str], None]) -> Seeded:
    """Found ``tenants`` organisations (three at least) and make ``twins`` with a picture each."""
    seeded = Seeded(at=at - timedelta(days=1), mark=uuid4().hex[:6])
    for number in range(max(3, tenants)):
        kind = ("studio", "agency", "brand")[number] if number < 3 else _kind(number)  # noqa: PLR2004
        _found(seeded, kind, number)
    agencies, brands = cycle(seeded.of_kind("agency")), cycle(seeded.of_kind("brand"))
    for number in range(twins):
        if number % 10 == 0:
            say(f"model {number} of {twins}")
        _twin(seeded, number, next(agencies), next(brands))
    return seeded


def _kind(number: int) -> str:
    """One agency for three brands."""
    return "agency" if number % 4 == 0 else "brand"


def _user(seeded: Seeded, name: str) -> User:
    return User.objects.create_user(
        f"{name}-{seeded.mark}@seed.example".lower(), name=name, known_as=name
    )


def _found(seeded: Seeded, kind: str, number: int) -> None:
    runs = _user(seeded, f"{kind}-{number}")
    made = found_organisation(
        kind=kind, name=f"{kind.capitalize()} {number}, {seeded.mark}", founder=runs, at=seeded.at
    )
    seeded.runs[made] = runs
    if kind != "agency":
        return
    booker = _user(seeded, f"booker-{number}")
    add_member(organisation=made, user=booker, role="booker", actor=runs, at=seeded.at)
    representation.set_rates(
        agency=made,
        actor=runs,
        at=seeded.at,
        base=Decimal(1000),
        per_image=Decimal(40),
        media={"social": Decimal("0.3"), "web": Decimal("0.4")},
        territories={"EU": Decimal(2)},
        terms={1: Decimal("0.2"), 6: Decimal("0.6"), 12: Decimal(1)},
    )


def _twin(seeded: Seeded, number: int, agency: Organisation, brand: Organisation) -> None:
    at, (studio, *_more) = seeded.at, seeded.of_kind("studio")
    model = _user(seeded, f"Model {number}")
    made = twin.create_twin(actor=model, at=at, studio=studio)
    years = timedelta(days=700)
    statement = consent.Statement(
        purposes=("storage", "making", "listing"),
        generators=("studio",),
        territories=("WORLD",),
        starts_on=at.date(),
        ends_on=at.date() + years,
        credit_name=True,
        is_adult=True,
        identity_confirmed=True,
    )
    consent.sign_consent(twin=made, statement=statement, actor=model, at=at)
    representation.sign_representation(
        twin=made,
        agency=agency,
        territories=["WORLD"],
        commission=Decimal(20),
        starts_on=at.date(),
        ends_on=at.date() + years,
        actor=model,
        at=at,
    )
    seeded.twins.append((made, model, brand))
    _license(seeded, made, model, agency, brand)
    seeded.drafts.append(_draft(seeded, made, brand, studio))


def _license(
    seeded: Seeded, of: Twin, model: User, agency: Organisation, brand: Organisation
) -> None:
    terms = licence.Terms(
        scope="Pictures of the digital twin",
        purpose="Advertising",
        product_line=LINE,
        media=("social", "web"),
        territories=("EU",),
        starts_on=seeded.at.date(),
        ends_on=seeded.at.date() + timedelta(days=600),
        image_cap=1000,
    )
    made = licence.propose_licence(
        twin=of, brand=brand, terms=terms, actor=seeded.runs[agency], at=seeded.at
    )
    for side, who, organisation in (
        ("model", model, None),
        ("agency", seeded.runs[agency], agency),
        ("brand", seeded.runs[brand], brand),
    ):
        licence.sign_licence(
            licence=made, side=side, actor=who, organisation=organisation, at=seeded.at
        )


def _draft(seeded: Seeded, of: Twin, brand: Organisation, studio: Organisation) -> Draft:
    wish = briefs.Wish(
        title=f"Campaign {len(seeded.drafts)}",
        idea="Soft light",
        product_line=LINE,
        territories=("EU",),
        starts_on=seeded.at.date(),
        ends_on=seeded.at.date() + timedelta(days=180),
        due_on=seeded.at.date() + timedelta(days=3 + len(seeded.drafts) % 30),
        channels=("instagram-feed", "web"),
        twins=(of,),
        generator="studio",
    )
    written = briefs.write_brief(brand=brand, wish=wish, actor=seeded.runs[brand], at=seeded.at)
    sent = briefs.submit_brief(brief=written, actor=seeded.runs[brand], at=seeded.at)
    return generate.deliver(
        run=sent.runs.get(),
        place=1,
        picture=_picture(len(seeded.drafts)),
        declaration=DECLARED,
        actor=seeded.runs[studio],
        at=seeded.at,
    )


def _picture(number: int) -> CleanPicture:
    """A small picture in one of many colours."""
    out = io.BytesIO()
    colour = (number * 37 % 256, number * 91 % 256, number * 53 % 256)
    Image.new("RGB", (400, 500), colour).save(out, "PNG")
    return uploads.clean(io.BytesIO(out.getvalue()))
