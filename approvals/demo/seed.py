"""The demo's story: an agency, two brands that compete, a studio, and briefs in every state.

All of it goes through the actions, with instants in the weeks before now, as it would have come
about. Nothing is written past them but names.
"""

import io
import json
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from approvals.actions import brief as briefs
from approvals.demo.acts import Acts, Everybody, Model
from approvals.demo.cast import WORDS, Role
from approvals.demo.pictures import Pictures
from portal import uploads
from portal.actions.organisation import add_member, found_organisation
from portal.models import Organisation, User
from twins.actions import consent, licence, representation, twin
from twins.models import Licence

Say = Callable[[str], None]


class Story(Acts):
    """Tells the story once; ``say`` hears how far it has come."""

    def __init__(self, pictures: Pictures, now: datetime, say: Say) -> None:
        self.pictures, self.now, self.say = pictures, now, say
        self.passwords: dict[str, str] = {}
        self.who = self._everybody()
        self.models: list[Model] = []

    def tell(self) -> None:
        """Make everything."""
        self._rates()
        cast = self.pictures.cast()
        for number, role in enumerate(cast):
            self.say(f"model {number + 1} of {len(cast)}: {role.name}")
            self.models.append(self._model(number, role))
        self._licences()
        self._nordlicht()
        self._sudwind()
        self._today()

    def sign_ins(self) -> list[dict[str, str]]:
        """Return one sign-in for each person, with what each comes to do."""
        does = (
            ("bram", "Bram writes briefs and publishes for the brand Nordlicht"),
            ("mila", "Mila is a model: she judges every picture of her, on her phone"),
            ("bo", "Bo is a booker at Linden Models and judges beside the models"),
            ("ada", "Ada runs the agency Linden Models"),
            ("sam", "Sam makes pictures at the twin studio Atelier Zwei"),
            ("odo", "Odo writes briefs for the competing brand Südwind"),
            ("ida", "Ida is platform staff and reads everything in /admin/"),
        )
        return [
            {
                "who": name.capitalize(),
                "email": f"{name}@twinset.example",
                "password": self.passwords[name],
                "does": what,
            }
            for name, what in does
        ]

    # --- people ------------------------------------------------------------------------------

    def _everybody(self) -> Everybody:
        ada, bo, bram, odo, sam, ida = (
            self._user(name) for name in ("ada", "bo", "bram", "odo", "sam", "ida")
        )
        ida.is_staff = ida.is_superuser = True
        ida.save(update_fields=["is_staff", "is_superuser"])
        start = self._ago(90)
        agency = found_organisation(kind="agency", name="Linden Models", founder=ada, at=start)
        nordlicht = found_organisation(kind="brand", name="Nordlicht", founder=bram, at=start)
        sudwind = found_organisation(kind="brand", name="Südwind", founder=odo, at=start)
        studio = found_organisation(kind="studio", name="Atelier Zwei", founder=sam, at=start)
        add_member(organisation=agency, user=bo, role="booker", actor=ada, at=start)
        return Everybody(ada, bo, bram, odo, sam, ida, agency, nordlicht, sudwind, studio)

    def _user(self, name: str, known_as: str = "", *, signs_in: bool = True) -> User:
        password = "-".join(
            [*(secrets.choice(WORDS) for _ in range(3)), str(secrets.randbelow(90))]
        )
        if signs_in:
            self.passwords[name.lower()] = password
        return User.objects.create_user(
            f"{name.lower()}@twinset.example",
            password=password if signs_in else None,
            name=name.capitalize(),
            known_as=known_as,
        )

    def _model(self, number: int, role: Role) -> Model:
        user = self._user(role.name, role.name, signs_in=role.name == "Mila" or number in (1, 2))
        at = self._ago(80 - number)
        made = twin.create_twin(actor=user, at=at, studio=self.who.studio)
        excluded = ("swimwear", "lingerie", "nudity", "politics", "tobacco", "fur", "gambling")
        statement = consent.Statement(
            purposes=("storage", "making", "listing", "likeness"),
            generators=("layout", "studio"),
            processors=("Atelier Zwei",),
            territories=("WORLD",),
            excluded_contexts=excluded[: 3 + number % 5],
            starts_on=at.date(),
            ends_on=at.date() + timedelta(days=720),
            storage_place="European Union",
            credit_name=number % 4 > 0,
            is_adult=True,
            identity_confirmed=True,
        )
        consent.sign_consent(twin=made, statement=statement, actor=user, at=at)
        representation.sign_representation(
            twin=made,
            agency=self.who.agency,
            territories=["WORLD"],
            commission=Decimal(20) if number % 3 else Decimal(15),
            starts_on=at.date(),
            ends_on=at.date() + timedelta(days=1000),
            actor=user,
            at=at,
        )
        for data in self.pictures.references(number, role):
            file = uploads.keep(io.BytesIO(data))
            twin.add_reference(twin=made, file=file, actor=user, at=at)
        return Model(number, role, user, made)

    # --- rights ------------------------------------------------------------------------------

    def _rates(self) -> None:
        representation.set_rates(
            agency=self.who.agency,
            actor=self.who.ada,
            at=self._ago(85),
            base=Decimal(1200),
            per_image=Decimal(40),
            set_up=Decimal(250),
            client_fee=Decimal(20),
            media={
                "social": Decimal("0.25"),
                "web": Decimal("0.30"),
                "ecommerce": Decimal("0.20"),
                "print": Decimal("0.60"),
            },
            territories={"DE": Decimal(1), "EU": Decimal("1.8"), "WORLD": Decimal(4)},
            terms={1: Decimal("0.2"), 3: Decimal("0.4"), 6: Decimal("0.65"), 12: Decimal(1)},
        )

    def _licences(self) -> None:
        for model in self.models[:16]:
            self._license(model, self.who.nordlicht, self.who.bram, "coats and knitwear")
        for model in [self.models[0], *self.models[16:24]]:
            self._license(model, self.who.sudwind, self.who.odo, "denim")

    def _proposed(self, model: Model, brand: Organisation, line: str, days_ago: int) -> Licence:
        today = self.now.date()
        return licence.propose_licence(
            twin=model.twin,
            brand=brand,
            terms=licence.Terms(
                scope=f"Pictures of the digital twin in {line} of {brand}",
                purpose="Advertising and online sale",
                product_line=line,
                media=("social", "web", "ecommerce"),
                territories=("EU",),
                starts_on=today - timedelta(days=days_ago),
                ends_on=today + timedelta(days=320),
                image_cap=12,
                prohibited_contexts=("alcohol",),
            ),
            actor=self.who.bo,
            at=self._ago(days_ago),
        )

    def _license(self, model: Model, brand: Organisation, buyer: User, line: str) -> None:
        at = self._ago(50)
        made = self._proposed(model, brand, line, 50)
        for side, who, organisation in (
            ("model", model.user, None),
            ("agency", self.who.ada, self.who.agency),
            ("brand", buyer, brand),
        ):
            licence.sign_licence(
                licence=made, side=side, actor=who, organisation=organisation, at=at
            )

    # --- briefs, one for each state ------------------------------------------------------------

    def _nordlicht(self) -> None:
        mila, *others = self.models
        self.say("briefs of Nordlicht")
        self._publish(self._agreed("First frost", "Pale light, breath in the air", mila, 24), 2)
        self._publish(self._agreed("Harbour coats", "Wind, wool, wide water", others[0], 20), 2)
        down = self._agreed("The long scarf", "One colour, one gesture", others[1], 18)
        self._publish(down, 1)
        self._withdraw(others[1])
        self._agreed("Sunday wool", "Slow morning, coffee, grey knit", others[2], 12)
        for take, title in enumerate(("Spring coats", "Camel hours")):
            brief = self._brief(title, "Studio light, nothing but the cut", [mila], 6 - take, 3)
            for draft in self._deliver(brief, mila):
                self._say(draft, "brand", self.who.bram, "yes")
        asked = self._brief("Night train", "Blue hour on the platform", [others[3]], 8, 2)
        first, second = self._deliver(asked, others[3])
        self._say(first, "brand", self.who.bram, "yes")
        self._say(first, "model", others[3].user, "change", comment="My left hand looks odd")
        self._say(second, "brand", self.who.bram, "change", comment="A warmer ground, please")
        version = self._version(second, others[3])
        self._say(version, "brand", self.who.bram, "yes")
        refused = self._brief("Fur collar", "Alpine hotel, 1970", [others[4]], 10, 1)
        (draft,) = self._deliver(refused, others[4])
        self._say(draft, "brand", self.who.bram, "yes")
        self._say(draft, "agency", self.who.bo, "yes")
        self._say(draft, "model", others[4].user, "no", comment="This does not feel like me")
        fresh = self._brief("Raincoats", "Wet asphalt, neon, no umbrella", others[5:7], 3, 2)
        for run, model in zip(fresh.runs.order_by("requested_at"), others[5:7], strict=False):
            self._deliver_run(run, model)
        self._brief("Quiet tailoring", "A white room, a chair, a coat", others[7:9], 1, 4)
        closed = self._brief("Autumn leftovers", "What the rain left", [others[9]], 30, 1)
        self._deliver(closed, others[9])
        briefs.close_brief(brief=closed, actor=self.who.bram, at=self._ago(25))

    def _sudwind(self) -> None:
        self.say("briefs of Südwind")
        mila, others = self.models[0], self.models[16:]
        if not others:
            return
        self._publish(self._agreed("Raw denim", "Sun, dust, one road", others[0], 15, "denim"), 1)
        brief = self._brief(
            "Blue on blue", "Denim on denim", [mila], 4, 2, product_line="denim", by=self.who.odo
        )
        for draft in self._deliver(brief, mila):
            self._say(draft, "brand", self.who.odo, "yes")
        self._brief(
            "Workwear", "Garage, oil, daylight", others[1:3], 1, 2,
            product_line="denim", by=self.who.odo,
        )  # fmt: skip

    def _today(self) -> None:
        """What nobody has answered yet; last, since time runs one way on each twin."""
        mila, ines = self.models[:2]
        self._brief(
            "Lookbook: winter knits", "Rib, cable, moss stitch", [mila, ines], 0, 2, "layout"
        )
        self._proposed(mila, self.who.nordlicht, "eyewear", 0)
        self._brief("Gloves, first ideas", "Hands only?", [mila], 0, 1, submit=False)


def tell_once(pictures: Pictures, *, now: datetime, say: Say, sign_ins: Path) -> bool:
    """Tell the story unless it was told here before; write the sign-ins. Returns whether it was."""
    if Organisation.objects.exists():
        return False
    story = Story(pictures, now, say)
    story.tell()
    sign_ins.write_text(json.dumps(story.sign_ins(), ensure_ascii=False, indent=1), "utf-8")
    sign_ins.chmod(0o600)
    return True
