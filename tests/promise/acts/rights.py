"""Consents, stops, representations and licences."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from approvals.actions import takedown
from approvals.models import (
    Publication,
    Run,
)
from portal.models import Organisation, User
from tests.promise import shadow as heard
from tests.promise.acts.people import PeopleActs
from tests.promise.oracle import must
from tests.promise.shadow import NEEDED, begins, ends
from twins.actions import consent, licence, representation, stop
from twins.models import ConsentEvent, Licence, Representation, Twin


@dataclass
class RightsActs(PeopleActs):
    """Consents, stops, representations and licences."""

    def sign_consent(self, twin: Twin, by: User, **changed: Any) -> None:
        """A model signs a consent, wide unless told otherwise."""
        terms: dict[str, Any] = {
            "purposes": ("storage", "making", "listing"),
            "generators": ("layout", "studio"),
            "territories": ("WORLD",),
            "excluded_contexts": ("swimwear",),
            "starts_on": date(2026, 1, 1),
            "ends_on": date(2029, 6, 30),
        } | changed
        statement = consent.Statement(**terms, is_adult=True, identity_confirmed=True)
        done = self.attempt(
            lambda: consent.sign_consent(twin=twin, statement=statement, actor=by, at=self.at),
            name="sign consent",
        )
        if done is None:
            return
        must(by.person_id == self.told.owners[twin.pk], "Nobody but the model signs a consent")
        purposes = frozenset(terms["purposes"])
        signed = heard.Consent(
            at=self.at,
            purposes=purposes,
            generators=frozenset(terms["generators"]),
            territories=tuple(terms["territories"]),
            contexts=frozenset(terms["excluded_contexts"]),
            since=begins(terms["starts_on"]),
            until=ends(terms["ends_on"]),
        )
        self.told.consents.setdefault(twin.pk, []).append(signed)
        self._hear_event(twin, takes_back=not purposes >= NEEDED)

    def take_back(self, twin: Twin, by: User, purposes: Sequence[str] | None) -> None:
        """A model takes her consent back, wholly or in part."""
        done = self.attempt(
            lambda: consent.withdraw_consent(twin=twin, actor=by, at=self.at, purposes=purposes),
            name="take consent back",
        )
        if done is None:
            return
        must(by.person_id == self.told.owners[twin.pk], "Nobody but the model takes it back")
        signed = self.told.consents[twin.pk][-1]
        wanted = signed.purposes if purposes is None else signed.purposes & set(purposes)
        new = [each for each in wanted if each not in signed.taken]
        signed.taken |= dict.fromkeys(new, self.at)
        if NEEDED & set(new):
            self.reached["consent is taken back"] += 1
            preparing = Publication.objects.filter(
                approvals__twin=twin, state="preparing", lease_until__isnull=False
            )
            if preparing.exists():
                self.reached["consent is taken back between claim and completion"] += 1
        self._hear_event(twin, takes_back=bool(NEEDED & set(new)))

    def stop(self, twin: Twin, by: User) -> None:
        """A model stops all that is new of her."""
        done = self.attempt(
            lambda: stop.place_stop(twin=twin, actor=by, at=self.at, how="session"), name="stop"
        )
        if done is not None:
            must(by.person_id == self.told.owners[twin.pk], "Nobody but the model stops")
            self.told.stopped.add(twin.pk)

    def go_on(self, twin: Twin, by: User) -> None:
        """A model lets it go on."""
        done = self.attempt(
            lambda: (stop.lift_stop(twin=twin, actor=by, at=self.at),), name="go on"
        )
        if done is not None:
            must(by.person_id == self.told.owners[twin.pk], "Nobody but the model goes on")
            self.told.stopped.discard(twin.pk)

    def _hear_event(self, twin: Twin, *, takes_back: bool) -> None:
        row = ConsentEvent.objects.filter(consent__twin=twin).latest("at")
        self.told.events.append(heard.Event(row.pk, twin.pk, self.at, takes_back))

    def handle(self, event: heard.Event) -> None:
        """A worker hears of a consent event, early, late or twice."""
        younger = self._states_of_what_came_after(event)
        done = self.attempt(
            lambda: takedown.handle_consent_event(event_id=event.id, at=self.at), name="handle"
        )
        must(bool(done) != event.handled, "A consent event is handled once")
        event.handled = True
        self._hear_takedowns()
        self.oracle.what_ended_is_over(event)
        if event.takes_back:
            must(
                younger == self._states_of_what_came_after(event),
                "A withdrawal ends nothing that began after it",
            )

    def _states_of_what_came_after(self, event: heard.Event) -> list[tuple[object, ...]]:
        publications = Publication.objects.filter(draft__created_at__gt=event.at)
        runs = Run.objects.filter(requested_at__gt=event.at)
        return [
            *publications.order_by("pk").values_list("pk", "state"),
            *runs.order_by("pk").values_list("pk", "state"),
        ]

    def _hear_takedowns(self) -> None:
        for pk in Publication.objects.filter(state__in=["down", "failed"]).values_list(
            "pk", flat=True
        ):
            if not self.told.publications[pk].is_over:
                self.told.publications[pk].is_over = True
                self.reached["taken down"] += self.told.publications[pk].was_live

    def represent(
        self,
        twin: Twin,
        agency: Organisation,
        territories: tuple[str, ...],
        by: User,
        *,
        is_mother: bool,
        days: int = 900,
    ) -> None:
        """A model lets an agency act for her from today on."""
        today = self.at.astimezone(heard.BERLIN).date()
        last = today + timedelta(days=days)
        done = self.attempt(
            lambda: representation.sign_representation(
                twin=twin,
                agency=agency,
                territories=territories,
                commission=Decimal(20 if is_mother else 15),
                starts_on=today,
                ends_on=last,
                actor=by,
                at=self.at,
                is_mother=is_mother,
            ),
            name="sign representation",
        )
        if done is not None:
            must(by.person_id == self.told.owners[twin.pk], "She chooses who acts for her")
            since = max(begins(today), self.at)
            self.told.agencies.append(
                heard.Agency(twin.pk, agency.pk, territories, since, ends(last))
            )

    def end_representation(self, acting: heard.Agency, by: User) -> None:
        """A model parts from an agency."""
        row = Representation.objects.get(
            twin=acting.twin, agency=acting.agency, signed_at=acting.since
        )
        done = self.attempt(
            lambda: representation.end_representation(representation=row, actor=by, at=self.at),
            name="end representation",
        )
        if done is not None:
            must(by.person_id == self.told.owners[acting.twin], "She chooses who acts for her")
            acting.until = self.at

    def propose_licence(
        self, twin: Twin, brand: Organisation, by: User, **changed: Any
    ) -> heard.Licence | None:
        """Somebody proposes a licence."""
        today = self.at.astimezone(heard.BERLIN).date()
        terms: dict[str, Any] = {
            "scope": "Pictures of the digital twin",
            "purpose": "Advertising",
            "product_line": "knitwear",
            "media": ("social", "web"),
            "territories": ("EU",),
            "starts_on": today,
            "ends_on": today + timedelta(days=400 + len(self.told.licences)),
            "image_cap": 4,
        } | changed
        done = self.attempt(
            lambda: licence.propose_licence(
                twin=twin, brand=brand, terms=licence.Terms(**terms), actor=by, at=self.at
            ),
            name="propose licence",
        )
        if done is None:
            return None
        proposed = heard.Licence(
            twin=twin.pk,
            brand=brand.pk,
            media=tuple(terms["media"]),
            territories=tuple(terms["territories"]),
            product_line=terms["product_line"],
            contexts=frozenset(terms.get("prohibited_contexts", ())),
            cap=terms["image_cap"],
            since=begins(terms["starts_on"]),
            until=ends(terms["ends_on"]),
            agencies=frozenset(self.told.acting(twin.pk, terms["territories"], self.at)),
        )
        must(
            self.told.may(by.person_id, "sign for brand", brand.pk)
            or any(
                self.told.may(by.person_id, "sign for agency", each) for each in proposed.agencies
            ),
            "Only who may sign a licence proposes one",
        )
        self.told.licences[done.pk] = proposed
        return proposed

    def sign_licence(self, pk: UUID, side: str, by: User, bound: Organisation | None) -> None:
        """Somebody signs a licence for a side."""
        done = self.attempt(
            lambda: licence.sign_licence(
                licence=Licence.objects.get(pk=pk),
                side=side,
                actor=by,
                organisation=bound,
                at=self.at,
            ),
            name="sign licence",
        )
        if done is None:
            return
        it = self.told.licences[pk]
        if side == "model":
            must(by.person_id == self.told.owners[it.twin], "Only the model signs as the model")
        else:
            must(
                bound is not None and self.told.may(by.person_id, f"sign for {side}", bound.pk),
                "A side is signed for by its people",
            )
            acting = self.told.acting(it.twin, ("WORLD",), self.at)
            must(
                side == "brand" or (bound is not None and bound.pk in acting),
                "An agency that she left signs nothing for her",
            )
        key = (side, bound.pk if bound else it.twin)
        others = {person for (other, _), person in it.signed.items() if other != side}
        must(by.person_id not in others, "Nobody signs for two sides")
        it.signed[key] = by.person_id

    def decline_licence(self, pk: UUID, side: str, by: User, bound: Organisation | None) -> None:
        """Somebody says no to a licence for a side."""
        done = self.attempt(
            lambda: licence.decline_licence(
                licence=Licence.objects.get(pk=pk),
                side=side,
                actor=by,
                organisation=bound,
                at=self.at,
            ),
            name="decline licence",
        )
        if done is None:
            return
        it = self.told.licences[pk]
        must(not it.is_signed(), "What is in force is ended by the model alone")
        if side == "model":
            must(by.person_id == self.told.owners[it.twin], "Only the model declines as the model")
        else:
            must(
                bound is not None and self.told.may(by.person_id, f"sign for {side}", bound.pk),
                "A side is declined for by its people",
            )
        it.ended = self.at
        self.reached["a licence is declined"] += 1

    def end_licence(self, pk: UUID, by: User) -> None:
        """A model ends a licence."""
        done = self.attempt(
            lambda: licence.end_licence(
                licence=Licence.objects.get(pk=pk), actor=by, at=self.at, because="enough"
            ),
            name="end licence",
        )
        if done is not None:
            it = self.told.licences[pk]
            must(by.person_id == self.told.owners[it.twin], "Only the model ends her licence")
            it.ended = self.at
