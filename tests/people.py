"""The people whom the tests are about, and the world they live in.

mila is a model; ada runs her agency and bo books there; bram produces for a brand; odo produces
for a competitor; sam makes pictures at a twin studio. All acts go through the actions.
"""

import io
import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache

import numpy as np
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.contrib.auth.models import Permission
from django.db.models import Model
from django.test import Client
from PIL import Image

from approvals.actions import brief as briefs
from approvals.actions import generate, publish, review
from approvals.actions.seat import take_seat
from approvals.disclosing import disclose_publication
from approvals.models import Brief, Channel, Decision, Draft, LicenceTold, Publication, Run, Stage
from portal import access, uploads
from portal.actions.organisation import add_member, found_organisation
from portal.imaging import CleanPicture, sanitise
from portal.models import Organisation, StoredFile, User
from tests.once import once
from twins.actions import consent, licence, representation, twin
from twins.models import Licence, Twin

__all__ = ["NOON", "World", "a_world", "add_member", "take_seat", "timedelta"]

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def picture_bytes(seed: int = 0, size: tuple[int, int] = (320, 400)) -> bytes:
    """Return a small PNG that differs with ``seed``."""
    random = np.random.default_rng(seed)
    coarse = random.integers(0, 255, (5, 4, 3), dtype=np.uint8)
    out = io.BytesIO()
    Image.fromarray(coarse).resize(size, Image.Resampling.BICUBIC).save(out, "PNG")
    return out.getvalue()


@cache
def clean_picture(seed: int = 0, size: tuple[int, int] = (320, 400)) -> CleanPicture:
    """Return a small clean picture that differs with ``seed``."""
    return sanitise(picture_bytes(seed, size))


def stored(seed: int = 0) -> StoredFile:
    """Return a small stored picture."""
    return uploads.keep_clean(clean_picture(seed))


def user(name: str, **more: object) -> User:
    """Return a user called ``name`` whose password is the name twice over; staff have an app.

    Nobody notes that she was here: a visit asks the database as much as the one before.
    """
    names = {"name": name, "seen_at": datetime(2100, 1, 1, tzinfo=UTC), **more}
    email, password = f"{name.lower()}@example.test", f"{name.lower()}-{name.lower()}"
    made = User.objects.create_user(email, password=password, **names)
    return with_app(made) if made.is_staff else made


APP_SECRET = "JBSWY3DPEHPK3PXP"


def with_app(who: User) -> User:
    """Connect an authenticator app, so that a second factor is there."""
    data = {"secret": encrypt(APP_SECRET)}
    Authenticator.objects.get_or_create(
        user=who, type=Authenticator.Type.TOTP, defaults={"data": data}
    )
    return who


def showed_who_it_is(client: Client, method: str = "password") -> Client:
    """Let the session of ``client`` know that its user typed the password just now."""
    session = client.session
    session["account_authentication_methods"] = [{"method": method, "at": time.time()}]
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session.save()
    return client


def give(codename: str, who: User, *, over: Model, by: Organisation, **more: object) -> None:
    """Let a grant stand as if somebody had given it, whoever may have."""
    personal, _of_roles = access.tables(f"{over._meta.app_label}.{codename}")
    personal.objects.create(
        user=who,
        permission=Permission.objects.get(codename=codename),
        content_object=over,
        organisation=by,
        **more,
    )


DECLARED = generate.Declaration(
    ai_system="Stable Diffusion", ai_version="3", digital_source_type="trainedAlgorithmicMedia"
)


@dataclass
class World:
    """One agency, two competing brands, a studio and a model who said yes to much."""

    at: datetime = NOON
    mila: User = field(init=False)
    ada: User = field(init=False)
    bo: User = field(init=False)
    bram: User = field(init=False)
    odo: User = field(init=False)
    sam: User = field(init=False)
    agency: Organisation = field(init=False)
    brand: Organisation = field(init=False)
    rival: Organisation = field(init=False)
    studio: Organisation = field(init=False)
    twin: Twin = field(init=False)
    licence: Licence = field(init=False)

    def __post_init__(self) -> None:
        self.ada, self.bo, self.bram = user("Ada"), user("Bo"), user("Bram")
        self.odo, self.sam = user("Odo"), user("Sam")
        self.agency = self.found("agency", "Linden Models", self.ada)
        self.brand = self.found("brand", "Nordlicht", self.bram)
        self.rival = self.found("brand", "Sudwind", self.odo)
        self.studio = self.found("studio", "Atelier Zwei", self.sam)
        add_member(
            organisation=self.agency, user=self.bo, role="booker", actor=self.ada, at=self.at
        )
        representation.set_rates(
            agency=self.agency,
            actor=self.ada,
            at=self.at,
            base=Decimal(1000),
            per_image=Decimal(50),
            media={
                "social": Decimal("0.3"),
                "web": Decimal("0.4"),
                "ecommerce": Decimal("0.2"),
                "print": Decimal("0.6"),
            },
            territories={"DE": Decimal(1), "EU": Decimal(2), "WORLD": Decimal(4)},
            terms={1: Decimal("0.2"), 6: Decimal("0.6"), 12: Decimal(1)},
            client_fee=Decimal(20),
        )
        self.mila = user("Mila", known_as="Mila")
        self.twin = self.new_twin(self.mila)
        self.licence = self.license(self.twin, self.mila, self.brand, self.bram)

    def found(self, kind: str, name: str, founder: User) -> Organisation:
        """Found an organisation; who runs an agency has a second factor."""
        if kind == "agency":
            with_app(founder)
        return found_organisation(kind=kind, name=name, founder=founder, at=self.at)

    def new_twin(self, model: User, seed: int = 1) -> Twin:
        """Make a twin with a consent, a representation and two references."""
        made = twin.create_twin(actor=model, at=self.at, studio=self.studio)
        self.consent(made, model)
        representation.sign_representation(
            twin=made,
            agency=self.agency,
            territories=["WORLD"],
            commission=Decimal(20),
            starts_on=date(2026, 1, 1),
            ends_on=date(2028, 6, 30),
            actor=model,
            at=self.at,
        )
        for number in range(2):
            twin.add_reference(twin=made, file=stored(seed * 100 + number), actor=model, at=self.at)
        return made

    def consent(self, of: Twin, model: User, **changed: object) -> None:
        """Sign a consent to everything but swimwear, for a year and a half."""
        terms: dict[str, object] = {
            "purposes": ("storage", "making", "listing"),
            "generators": ("layout", "studio"),
            "territories": ("WORLD",),
            "excluded_contexts": ("swimwear",),
            "starts_on": date(2026, 1, 1),
            "ends_on": date(2028, 6, 30),
            "credit_name": True,
            "is_adult": True,
            "identity_confirmed": True,
        }
        statement = consent.Statement(**{**terms, **changed})  # type: ignore[arg-type]
        consent.sign_consent(twin=of, statement=statement, actor=model, at=self.at)

    def license(
        self, of: Twin, model: User, brand: Organisation, buyer: User, **changed: object
    ) -> Licence:
        """License the twin to ``brand`` for knitwear in the EU until the end of 2027.

        Everybody has heard of it.
        """
        terms: dict[str, object] = {
            "scope": "Pictures of the digital twin",
            "purpose": "Advertising",
            "product_line": "knitwear",
            "media": ("social", "web", "ecommerce"),
            "territories": ("EU",),
            "starts_on": date(2026, 11, 1),
            "ends_on": date(2027, 12, 31),
            "image_cap": 5,
        }
        made = licence.propose_licence(
            twin=of,
            brand=brand,
            terms=licence.Terms(**{**terms, **changed}),  # type: ignore[arg-type]
            actor=self.ada,
            at=self.at,
        )
        for side, who, organisation in (
            ("model", model, None),
            ("agency", self.ada, self.agency),
            ("brand", buyer, brand),
        ):
            licence.sign_licence(
                licence=made, side=side, actor=who, organisation=organisation, at=self.at
            )
        LicenceTold.objects.create(licence=made, word="in_force", at=self.at)
        made.refresh_from_db()
        return made

    def wish(self, **changed: object) -> briefs.Wish:
        """A wish for one studio picture of mila in two channels, in the EU until May."""
        terms: dict[str, object] = {
            "title": "Winter knits",
            "idea": "Soft light, early morning",
            "product_line": "knitwear",
            "territories": ("EU",),
            "starts_on": date(2026, 11, 1),
            "ends_on": date(2027, 4, 30),
            "channels": ("instagram-feed", "web"),
            "twins": (self.twin,),
            "generator": "studio",
        }
        return briefs.Wish(**{**terms, **changed})  # type: ignore[arg-type]

    def brief(self, **changed: object) -> Brief:
        """Bram writes a brief and submits it."""
        wish = self.wish(**changed)
        written = briefs.write_brief(brand=self.brand, wish=wish, actor=self.bram, at=self.at)
        return briefs.submit_brief(brief=written, actor=self.bram, at=self.at)

    def draft(self, seed: int = 7, **changed: object) -> Draft:
        """Sam delivers a picture for a new brief of bram's."""
        return self.deliver(self.brief(**changed).runs.get(), seed)

    def deliver(self, run: Run, seed: int = 7, place: int = 1) -> Draft:
        """Sam delivers a picture for ``run``."""
        return generate.deliver(
            run=run,
            place=place,
            picture=clean_picture(seed),
            declaration=DECLARED,
            actor=self.sam,
            at=self.at,
        )

    def stage(self, draft: Draft, side: str) -> Stage:
        """The stage of ``side`` in the newest round."""
        return Stage.objects.filter(review__draft=draft, side=side).order_by("-review__number")[0]

    def say(self, verdict: str, draft: Draft, side: str, who: User, **more: object) -> Decision:
        """Somebody gives a verdict on what is there."""
        stage = self.stage(draft, side)
        return review.decide(
            stage=stage,
            verdict=verdict,
            draft_sha256=draft.master_id,
            offer_sha256=stage.review.offer_sha256,
            actor=who,
            at=self.at,
            **more,  # type: ignore[arg-type]
        )

    def agree(self, draft: Draft) -> None:
        """Brand, agency and model say yes."""
        self.say("yes", draft, "brand", self.bram)
        self.say("yes", draft, "agency", self.bo)
        self.say("yes", draft, "model", self.mila)

    def publish(self, draft: Draft, channel: str = "web") -> Publication:
        """Bram publishes, and a worker does its part."""
        begun = publish.publish(
            draft=draft,
            channel=Channel.objects.get(name=channel),
            actor=self.bram,
            at=self.at,
        )
        return self.complete(begun)

    def complete(self, begun: Publication) -> Publication:
        """A worker claims, discloses and completes a publication."""
        taken = publish.claim_publication(publication_id=begun.pk, at=self.at)
        assert taken is not None
        disclosed = disclose_publication(taken)
        return publish.complete_publication(publication=taken, disclosed=disclosed, at=self.at)

    def published(self, channel: str = "web") -> Publication:
        """A picture that went the whole way."""
        draft = self.draft()
        self.agree(draft)
        return self.publish(draft, channel)


a_world = once(World, at=NOON)
"""A world, founded once and written down again for each test."""
