"""What the isolation table is about: one story at Nordlicht, and rivals with stories of their own.

Nordlicht's brief of mila, rendered at Atelier Zwei and judged by Linden Models, is what nobody
else may learn of. Sudwind, Birke and Werkstatt do the same work with other people.
"""

import copy
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from approvals.actions import brief as briefs
from approvals.actions import crew
from approvals.actions import pin as pins
from approvals.actions.case import Seen, report_misuse
from approvals.actions.desk import save_desk_filter
from approvals.actions.door import Sent as LinkSent
from approvals.actions.guest import invite_guest
from approvals.models import (
    Asset,
    Brief,
    Channel,
    CrewLink,
    DeskFilter,
    Draft,
    GuestLink,
    MisuseCase,
    Pin,
    Publication,
    Run,
    Stage,
)
from approvals.walls import EVERYBODY, Audience
from portal.actions.api_key import Made, make_key
from portal.actions.cover import Period, name_cover
from portal.actions.identity_provider import add_identity_provider
from portal.actions.invitation import Sent, invite
from portal.actions.organisation import end_membership
from portal.actions.recovery import open_recovery
from portal.actions.role import define_role
from portal.models import (
    Appointment,
    Cover,
    IdentityProvider,
    Membership,
    PushDevice,
    Recovery,
    Role,
    Upload,
    User,
)
from tests.constraints.rows import device
from tests.people import World, add_member, clean_picture, give, stored, user
from twins.actions import representation
from twins.actions.licence import Terms, propose_licence
from twins.models import Licence

SECRETS = ("Winter knits", "Soft light, early morning", "Mila", "Nordlicht", "secret-coat")
"""Words of Nordlicht's story: its title and idea, the model, the brand, a garment."""


@dataclass(repr=False)
class Story(World):
    """Nordlicht's story, told until each address has something to show or to do."""

    uma: User = field(init=False)
    ida: User = field(init=False)
    vivi: User = field(init=False)
    liv: User = field(init=False)
    cora: User = field(init=False)
    fay: User = field(init=False)
    gwen: User = field(init=False)
    cleo: User = field(init=False)
    nora: User = field(init=False)
    bea: User = field(init=False)
    tom: User = field(init=False)
    rivals: World = field(init=False)
    asked: Brief = field(init=False)
    unsent: Brief = field(init=False)
    garment: Asset = field(init=False)
    upload: Upload = field(init=False)
    fresh: Draft = field(init=False)
    half: Draft = field(init=False)
    agreed: Draft = field(init=False)
    live: Publication = field(init=False)
    said: Pin = field(init=False)
    said_in_brand: Pin = field(init=False)
    said_in_agency: Pin = field(init=False)
    said_to_her: Pin = field(init=False)
    case: MisuseCase = field(init=False)
    sent: Sent = field(init=False)
    junior: Role = field(init=False)
    cover: Cover = field(init=False)
    guest: LinkSent[GuestLink] = field(init=False)
    crew: LinkSent[CrewLink] = field(init=False)
    keys: dict[str, Made] = field(init=False)
    desk_filter: DeskFilter = field(init=False)
    offered: Licence = field(init=False)
    recovery: Recovery = field(init=False)
    provider: IdentityProvider = field(init=False)
    appointment: Appointment = field(init=False)
    device: PushDevice = field(init=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.consent(self.twin, self.mila, purposes=("storage", "making"))  # not to be found
        self._invite_more_people()
        self._tell_of_rivals()
        self._tell()
        self._staff()
        give("see_brief", self.gwen, over=self.asked, by=self.brand)
        give("see_twin", self.cleo, over=self.twin, by=self.agency)
        self._let_programs_in()
        self._offer()
        self.desk_filter = save_desk_filter(
            name="Overdue", query="late=1", actor=self.bo, at=self.at
        )
        self.device = device(self)
        self.recovery = open_recovery(
            user=self.rivals.mila,
            address="vera@elsewhere.test",
            checked_how="A call, and her passport",
            actor=self.ida,
            at=self.at,
        )
        self.provider = add_identity_provider(
            organisation=self.agency,
            issuer="https://login.linden.test",
            client_id="twinset",
            secret="hush",
            domains=["linden.test"],
            role="viewer",
            actor=self.ida,
            at=self.at,
        )
        self.appointment = Appointment.objects.create(
            organisation=self.rivals.agency,
            user=self.rivals.mila,
            checked_how="The register",
            proposed_by=self.ida.person,
            proposed_at=self.at,
        )

    @property
    def run(self) -> Run:
        """The order at Atelier Zwei."""
        return self.asked.runs.get()

    @property
    def booking(self) -> Membership:
        """What bo is at Linden Models."""
        return Membership.objects.get(user=self.bo)

    def next_stage(self, draft: Draft, side: str) -> dict[str, object]:
        """A yes for ``side`` as the page sends it."""
        stage: Stage = self.stage(draft, side)
        return {
            "stage": str(stage.pk),
            "verdict": "yes",
            "draft_sha256": draft.master_id,
            "offer_sha256": stage.review.offer_sha256,
        }

    def report(self, where: str = "https://shop.test/coat") -> MisuseCase:
        """Somebody found the live picture where it should not be."""
        seen = Seen(answer="recognised", sha256="5" * 64, where=where, email="finder@example.test")
        return report_misuse(
            publication=self.live, seen=seen, picture=clean_picture(51), at=self.at
        )

    def tell_more(self) -> None:
        """More of everything happens at Nordlicht."""
        self.report("https://another.test/")
        more = self.draft(seed=17, due_on=(self.at + timedelta(days=3)).date())
        self.agree(more)
        self.publish(more, "instagram-feed")
        self.draft(seed=18, title="Winter knits, once more")
        briefs.write_brief(brand=self.brand, wish=self.wish(), actor=self.bram, at=self.at)
        self._ask("ylva@example.test")
        define_role(
            organisation=self.agency,
            name="Senior",
            rights=["view_twins"],
            actor=self.ada,
            at=self.at,
        )

    def _day(self, later: int) -> date:
        return (self.at + timedelta(days=later)).date()

    def _talk(self) -> None:
        """Each side says something behind its wall, and all say something to all."""
        own, pair = Audience("own", self.agency.pk), (self.agency.pk, self.twin.pk)
        self.said = self.write(self.bram, EVERYBODY, "secret-word for all")
        self.said_in_brand = self.write(
            self.bram, Audience("own", self.brand.pk), "secret-word of the brand"
        )
        self.said_in_agency = self.write(self.bo, own, "secret-word of the agency")
        self.said_to_her = self.write(self.bo, Audience("pair", *pair), "secret-word to her")

    def write(self, who: User, audience: Audience, text: str) -> Pin:
        """Somebody writes beside a picture that is judged."""
        return pins.say(draft=self.half, text=text, audience=audience, actor=who, at=self.at)

    def _staff(self) -> None:
        """Ada invites eva, and makes a role of the agency's own."""
        self.sent = self._ask("eva@example.test")
        self.junior = define_role(
            organisation=self.agency,
            name="Junior",
            rights=["view_twins", "judge_for_agency"],
            actor=self.ada,
            at=self.at,
        )

    def _offer(self) -> None:
        """Another licence of mila waits for every side."""
        terms = Terms(
            scope="Pictures of Mila in coats",
            purpose="Advertising",
            product_line="secret-coat",
            media=("web",),
            territories=("EU",),
            starts_on=self._day(8),
            ends_on=date(2027, 5, 31),
            image_cap=3,
        )
        self.offered = propose_licence(
            twin=self.twin, brand=self.brand, terms=terms, actor=self.ada, at=self.at
        )

    def _let_programs_in(self) -> None:
        """Producers and makers of both sides have a program each."""
        rivals = self.rivals
        self.keys = {
            name: make_key(
                organisation=where, name=name, rights=[right], days=30, actor=whose, at=self.at
            )
            for name, whose, where, right in (
                ("shop", self.bram, self.brand, "view_briefs"),
                ("odo_s_shop", self.odo, self.rival, "view_briefs"),
                ("robot", self.sam, self.studio, "fill_orders"),
                ("tom_s_robot", self.tom, rivals.studio, "fill_orders"),
            )
        }

    def _ask(self, email: str) -> Sent:
        return invite(
            organisation=self.agency,
            role=self.agency.roles.get(name="booker"),
            email=email,
            name="Eva",
            actor=self.ada,
            at=self.at,
        )

    def _invite_more_people(self) -> None:
        self.uma, self.gwen = user("Uma"), user("Gwen")
        self.ida = user("Ida", is_staff=True, is_superuser=True)
        self.vivi, self.liv, self.cora = user("Vivi"), user("Liv"), user("Cora")
        for organisation, who, by in (
            (self.brand, self.vivi, self.bram),
            (self.agency, self.liv, self.ada),
            (self.agency, self.cora, self.ada),
        ):
            add_member(organisation=organisation, user=who, role="viewer", actor=by, at=self.at)
        self.fay = user("Fay")
        left = add_member(
            organisation=self.brand, user=self.fay, role="producer", actor=self.bram, at=self.at
        )
        end_membership(membership=left, actor=self.bram, at=self.at)

    def _tell_of_rivals(self) -> None:
        """Odo orders pictures of vera elsewhere, and of nora where mila is at home too."""
        self.bea, self.tom, self.cleo = user("Bea"), user("Tom"), user("Cleo")
        self.rivals = copy.copy(self)
        self.rivals.bram, self.rivals.brand = self.odo, self.rival
        self.nora = self.rivals.mila = user("Nora", known_as="Nora")
        self._picture_of(self.nora, seed=3)
        self.rivals.ada = self.rivals.bo = self.bea
        self.rivals.agency = self.found("agency", "Birke", self.bea)
        self.rivals.sam, self.rivals.studio = self.tom, self.found("studio", "Werkstatt", self.tom)
        add_member(
            organisation=self.rivals.agency,
            user=self.cleo,
            role="viewer",
            actor=self.bea,
            at=self.at,
        )
        representation.set_rates(
            agency=self.rivals.agency,
            actor=self.bea,
            at=self.at,
            base=Decimal(700),
            media={name: Decimal("0.5") for name in ("social", "web", "ecommerce")},
            territories={"EU": Decimal(2)},
            terms={1: Decimal("0.2"), 6: Decimal("0.6"), 12: Decimal(1)},
        )
        self.rivals.mila = user("Vera", known_as="Vera")
        self._picture_of(self.rivals.mila, seed=4)

    def _picture_of(self, model: User, seed: int) -> None:
        """Odo has one picture of ``model`` live, and another one waits for her."""
        rivals = self.rivals
        rivals.twin = rivals.new_twin(model, seed=seed)
        rivals.licence = rivals.license(rivals.twin, model, rivals.brand, rivals.bram)
        run = rivals.brief(title=f"Linen, {model.name}", idea="Noon", pictures=3).runs.get()
        done = rivals.deliver(run, seed=100 * seed)
        rivals.agree(done)
        rivals.publish(done)
        rivals.say("yes", rivals.deliver(run, 100 * seed + 1, place=2), "brand", rivals.bram)

    def _tell(self) -> None:
        self.asked = self.brief(pictures=4)
        self.garment = Asset.objects.create(
            brief=self.asked, kind="garment", file=stored(31), name="secret-coat.png"
        )
        self.upload = Upload.objects.create(
            user=self.bram, kind="garment", file=stored(32), name="secret-coat.png"
        )
        self.fresh = self.deliver(self.run, seed=7)
        self.half = self.deliver(self.run, seed=8, place=2)
        self.say("yes", self.half, "brand", self.bram)
        self._talk()
        self.agreed = self.deliver(self.run, seed=9, place=3)
        self.agree(self.agreed)
        self.live = self.publish(self.agreed)
        Channel.objects.filter(name="web").update(switch_steps="Turn it on")
        self.case = self.report()
        self.unsent = briefs.write_brief(
            brand=self.brand, wish=self.wish(), actor=self.bram, at=self.at
        )
        self.guest = invite_guest(
            brief=self.asked,
            email="wanda@example.test",
            name="Wanda",
            actor=self.bram,
            at=self.at,
        )
        greta = crew.credit(
            brief=self.asked, name="Greta Falk", role="stylist", actor=self.bram, at=self.at
        )
        self.crew = crew.send_link(
            member=greta, email="greta@example.test", actor=self.bram, at=self.at
        )
        name_cover(
            organisation=self.agency,
            covered=self.bo,
            colleague=self.cora,
            period=Period(first=self.at.date(), last=self.at.date()),
            actor=self.bo,
            at=self.at - timedelta(minutes=1),
        )
        self.cover = name_cover(
            organisation=self.agency,
            covered=self.bo,
            colleague=self.liv,
            period=Period(first=self._day(27), last=self._day(38)),
            actor=self.bo,
            at=self.at,
        )
