"""The path from end to end in fresh tenants of its own, through the same actions as the pages.

The worker's part is done here, by calling the tasks: their claims make that safe beside a worker.
"""

import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from approvals import tasks
from approvals.actions import brief as briefs
from approvals.actions import generate, publish, review
from approvals.models import Brief, Channel, Draft, Publication, Run, Stage
from approvals.sharing import SUFFIXES
from approvals.states import PublicationState, RunState
from portal import storage, uploads
from portal.actions.organisation import found_organisation
from portal.errors import Conflict, Invalid
from portal.imaging import CleanPicture
from portal.imaging.limits import Refused
from portal.models import Organisation, Upload, User
from portal.uploads import keep_clean
from twins.actions import consent, licence, representation, twin
from twins.generators.registry import PEOPLE
from twins.models import ConsentEvent, Licence, Twin

PATIENCE_SECONDS = 60
"""How long another worker may take over what it claimed before us."""

MEDIA = {
    "social": Decimal("0.3"),
    "web": Decimal("0.4"),
    "ecommerce": Decimal("0.2"),
    "print": Decimal("0.6"),
}


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What to walk with. ``drafts`` are what the studio delivers, made by ``ai_system``."""

    references: Sequence[Path]
    garments: Sequence[Path]
    channels: Sequence[str]
    out: Path
    generator: str = "layout"
    drafts: Sequence[Path] = ()
    ai_system: str = ""
    withdraw: bool = False


@dataclass(frozen=True, kw_only=True)
class Published:
    """One file that was published, as it was written."""

    path: str
    sha256: str
    channel: str
    address: str


@dataclass(frozen=True, kw_only=True)
class Withdrawn:
    """What one address answered before consent was taken back, and at the next request."""

    address: str
    before: int
    after: int


@dataclass
class Journey:
    """One walk. Every refusal on the way is a ``DomainError`` with its sentence."""

    plan: Plan
    steps: list[tuple[str, float]] = field(default_factory=list)
    published: list[Published] = field(default_factory=list)
    withdrawn: list[Withdrawn] = field(default_factory=list)

    def walk(self) -> None:
        """Walk from the references to the published files and, if asked, back."""
        check(self.plan)
        with self._step("references"):
            references = _clean(self.plan.references)
            garments = _clean(self.plan.garments)
            drafts = _clean(self.plan.drafts)
        with self._step("tenants"):
            cast = Cast.found()
        with self._step("rights"):
            twin_ = cast.twin(references)
            cast.license(twin_)
        with self._step("brief"):
            brief = cast.brief(twin_, self.plan, garments, len(drafts) or 1)
        with self._step("generate"):
            made = _generate(brief, cast, drafts, self.plan.ai_system)
        with self._step("review"):
            for draft in made:
                cast.agree(draft)
        with self._step("publish"):
            publications = [
                _publish(draft, name, cast.producer)
                for draft in made
                for name in dict.fromkeys(self.plan.channels)
            ]
        with self._step("write"):
            self.published = _write(publications, self.plan.out, alone=len(made) == 1)
        if self.plan.withdraw:
            with self._step("withdraw"):
                self.withdrawn = _withdraw(twin_, cast.model, publications)

    @contextmanager
    def _step(self, name: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.steps.append((name, round(time.perf_counter() - began, 3)))


@dataclass(frozen=True, kw_only=True)
class Cast:
    """The people and tenants of one walk; nobody of them can sign in."""

    model: User
    booker: User
    producer: User
    maker: User
    agency: Organisation
    brand: Organisation
    studio: Organisation

    @classmethod
    def found(cls) -> "Cast":
        """Found an agency with prices, a brand and a studio, of one person each."""
        at, mark = timezone.now(), secrets.token_hex(2)
        model, booker, producer, maker = (
            User.objects.create_user(None, name=f"{who} {mark}", known_as=f"{who} {mark}")
            for who in ("Mila", "Bo", "Bram", "Sam")
        )
        agency, brand, studio = (
            found_organisation(kind=kind, name=f"Journey {kind} {mark}", founder=founder, at=at)
            for kind, founder in (("agency", booker), ("brand", producer), ("studio", maker))
        )
        representation.set_rates(
            agency=agency,
            actor=booker,
            at=at,
            base=Decimal(1000),
            per_image=Decimal(50),
            media=MEDIA,
            territories={"EU": Decimal(2)},
            terms={1: Decimal("0.2"), 12: Decimal(1)},
            client_fee=Decimal(20),
        )
        return cls(
            model=model,
            booker=booker,
            producer=producer,
            maker=maker,
            agency=agency,
            brand=brand,
            studio=studio,
        )

    def twin(self, references: Sequence[CleanPicture]) -> Twin:
        """Make her twin: consent for a year, the agency, the photographs."""
        at = timezone.now()
        first, last = at.date() - timedelta(days=2), at.date() + timedelta(days=365)
        made = twin.create_twin(actor=self.model, at=at, studio=self.studio)
        statement = consent.Statement(
            purposes=("storage", "making"),
            generators=tuple({PEOPLE, *settings.GENERATORS}),
            territories=("EU",),
            starts_on=first,
            ends_on=last,
            credit_name=True,
            is_adult=True,
            identity_confirmed=True,
        )
        consent.sign_consent(twin=made, statement=statement, actor=self.model, at=at)
        representation.sign_representation(
            twin=made,
            agency=self.agency,
            territories=["EU"],
            commission=Decimal(20),
            starts_on=first,
            ends_on=last,
            actor=self.model,
            at=at,
        )
        for picture in references:
            twin.add_reference(twin=made, file=keep_clean(picture), actor=self.model, at=at)
        return made

    def license(self, of: Twin) -> Licence:
        """License the twin to the brand; model, agency and brand sign."""
        at = timezone.now()
        today = at.date()
        made = licence.propose_licence(
            twin=of,
            brand=self.brand,
            terms=licence.Terms(
                scope="Pictures of the digital twin",
                purpose="Advertising",
                product_line="journey",
                media=tuple(MEDIA),
                territories=("EU",),
                starts_on=today - timedelta(days=1),
                ends_on=today + timedelta(days=180),
                image_cap=briefs.MOST_PICTURES,
            ),
            actor=self.booker,
            at=at,
        )
        signing: tuple[tuple[str, User, Organisation | None], ...] = (
            ("model", self.model, None),
            ("agency", self.booker, self.agency),
            ("brand", self.producer, self.brand),
        )
        for side, who, organisation in signing:
            licence.sign_licence(
                licence=made, side=side, actor=who, organisation=organisation, at=at
            )
        return made

    def brief(self, of: Twin, plan: Plan, garments: Sequence[CleanPicture], pictures: int) -> Brief:
        """Write a brief with its garments and submit it."""
        at = timezone.now()
        today = at.date()
        wish = briefs.Wish(
            title="Journey",
            idea="From the brief to the picture, and back",
            product_line="journey",
            territories=("EU",),
            starts_on=today - timedelta(days=1),
            ends_on=today + timedelta(days=20),
            channels=tuple(plan.channels),
            twins=(of,),
            generator=plan.generator,
            pictures=pictures,
        )
        sent = [
            Upload.objects.create(
                organisation=self.brand,
                user=self.producer,
                kind=Upload.Kind.GARMENT,
                file=keep_clean(picture),
                name=path.name,
                created_at=at,
            )
            for path, picture in zip(plan.garments, garments, strict=True)
        ]
        written = briefs.write_brief(
            brand=self.brand, wish=wish, actor=self.producer, at=at, uploads=sent
        )
        return briefs.submit_brief(brief=written, actor=self.producer, at=at)

    def agree(self, draft: Draft) -> None:
        """Brand, agency and model say yes, each to what they see."""
        for side, who in (
            ("brand", self.producer),
            ("agency", self.booker),
            ("model", self.model),
        ):
            stage = Stage.objects.select_related("review").get(review__draft=draft, side=side)
            review.decide(
                stage=stage,
                verdict="yes",
                draft_sha256=draft.master_id,
                offer_sha256=stage.review.offer_sha256,
                actor=who,
                at=timezone.now(),
            )


def check(plan: Plan) -> None:
    """Raise ``Invalid`` with a sentence where the walk could not be begun."""
    known = set(Channel.objects.values_list("name", flat=True))
    missing = [name for name in plan.channels if name not in known]
    if missing:
        raise Invalid(f"There is no channel “{missing[0]}”; there are {', '.join(sorted(known))}.")
    if plan.generator == PEOPLE and not (plan.drafts and plan.ai_system):
        raise Invalid("The studio delivers files: name them with --draft, and --ai-system.")
    if plan.generator != PEOPLE and plan.drafts:
        raise Invalid("Files are delivered by the studio: add --generator studio.")
    if len(plan.drafts) > briefs.MOST_PICTURES:
        raise Invalid(f"A brief has at most {briefs.MOST_PICTURES} pictures.")


def _clean(paths: Sequence[Path]) -> list[CleanPicture]:
    """The clean pictures, two at a time. Raises ``Refused`` with the file's name."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(_clean_one, paths))


def _clean_one(path: Path) -> CleanPicture:
    try:
        with path.open("rb") as file:
            return uploads.clean(file)
    except Refused as error:
        raise Refused(f"{path}: {error.sentence}") from error


def _generate(
    brief: Brief, cast: Cast, drafts: Sequence[CleanPicture], ai_system: str
) -> list[Draft]:
    run = brief.runs.get()
    if run.studio_id is None:
        tasks.generate_run(str(run.pk))
        _wait(lambda: _ended(run), "The generator")
        run.refresh_from_db()
        if run.state != RunState.DELIVERED:
            raise Conflict(run.failure or "The generator delivered nothing.")
        return list(run.drafts.order_by("place"))
    declaration = generate.Declaration(
        ai_system=ai_system, ai_version="", digital_source_type="trainedAlgorithmicMedia"
    )
    return [
        generate.deliver(
            run=run,
            place=place,
            picture=picture,
            declaration=declaration,
            actor=cast.maker,
            at=timezone.now(),
        )
        for place, picture in enumerate(drafts, start=1)
    ]


def _ended(run: Run) -> bool:
    run.refresh_from_db(fields=["state"])
    return run.state not in {RunState.WAITING, RunState.RUNNING}


def _publish(draft: Draft, channel: str, producer: User) -> Publication:
    publication = publish.publish(
        draft=draft, channel=Channel.objects.get(name=channel), actor=producer, at=timezone.now()
    )
    tasks.prepare_publication(str(publication.pk))

    def prepared() -> bool:
        publication.refresh_from_db()
        return publication.state != PublicationState.PREPARING

    _wait(prepared, "The publication")
    if publication.state != PublicationState.LIVE:
        raise Conflict(publication.failure or "The publication was not completed.")
    return publication


def _wait(done: Callable[[], bool], what: str) -> None:
    """Wait for another worker, where one claimed the row before us."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not done():
        if time.monotonic() > deadline:
            raise Conflict(f"{what} took longer than {PATIENCE_SECONDS} seconds.")
        time.sleep(0.05)


def _write(publications: Sequence[Publication], out: Path, *, alone: bool) -> list[Published]:
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for publication in publications:
        file = publication.files.get(replaced_at__isnull=True)
        place = "" if alone else f"-{publication.draft.place}"
        path = out / f"{publication.channel_id}{place}.{SUFFIXES[file.media_type]}"
        path.write_bytes(storage.read(file.sha256))
        written.append(
            Published(
                path=str(path),
                sha256=file.sha256,
                channel=publication.channel_id,
                address=publication.address,
            )
        )
    return written


def _withdraw(of: Twin, model: User, publications: Sequence[Publication]) -> list[Withdrawn]:
    """Ask every address, take the consent back, and ask again before any worker has seen it."""
    names = ("publication", "publication-picture", "publication-kit")
    paths = [reverse(name, args=[each.public_id]) for each in publications for name in names]
    ask = _asker(publications[0].asked_by.user)
    before = [ask(path) for path in paths]
    consent.withdraw_consent(twin=of, actor=model, at=timezone.now())
    after = [ask(path) for path in paths]
    for event in ConsentEvent.objects.filter(consent__twin=of, handled_at__isnull=True):
        tasks.handle_consent_event(str(event.pk))
    return [
        Withdrawn(address=f"{settings.SITE_URL}{path}", before=first, after=then)
        for path, first, then in zip(paths, before, after, strict=True)
    ]


def _asker(producer: User) -> Callable[[str], int]:
    """What an address answers to the brand's own producer: the status, through the whole site."""
    site = urlsplit(settings.SITE_URL)
    client = Client(raise_request_exception=False, SERVER_NAME=site.hostname or "localhost")
    client.force_login(producer, backend="allauth.account.auth_backends.AuthenticationBackend")

    def ask(path: str) -> int:
        response = client.get(path, secure=site.scheme == "https" or settings.SECURE_SSL_REDIRECT)
        for _piece in response:  # to the last byte, as a browser would
            pass
        return response.status_code

    return ask
