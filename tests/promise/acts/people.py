"""What people do with people: roles, and who covers whom."""

from dataclasses import dataclass
from datetime import timedelta

from portal.actions import cover as covering
from portal.actions import organisation as people
from portal.models import Cover, Membership, Organisation, User
from tests.promise import shadow as heard
from tests.promise.acts.attempt import Attempts
from tests.promise.oracle import must
from tests.promise.shadow import begins, ends


@dataclass
class PeopleActs(Attempts):
    """What people do with people: roles, and who covers whom."""

    def found(self, kind: str, name: str, founder: User) -> Organisation:
        """Somebody founds an organisation, and is the first in it."""
        made = people.found_organisation(kind=kind, name=name, founder=founder, at=self.at)
        first = {"brand": "owner", "agency": "admin", "studio": "owner"}[kind]
        self.told.members.append(heard.Member(founder.person_id, made.pk, first, self.at))
        return made

    def join(self, organisation: Organisation, user: User, role: str, by: User) -> None:
        """Somebody is given a role."""
        done = self.attempt(
            lambda: people.add_member(
                organisation=organisation, user=user, role=role, actor=by, at=self.at
            ),
            name="join",
        )
        if done is not None:
            member = heard.Member(user.person_id, organisation.pk, role, self.at)
            self.told.members.append(member)

    def leave(self, member: heard.Member, by: User) -> None:
        """A role is taken from somebody."""
        row = Membership.objects.current().get(
            user__person=member.person, role__name=member.role, organisation=member.organisation
        )
        done = self.attempt(
            lambda: people.end_membership(membership=row, actor=by, at=self.at), name="leave"
        )
        if done is not None:
            member.until = self.at
            for each in self.told.covers:
                pair = (each.covered, each.colleague)
                gone = member.person in pair and each.organisation == member.organisation
                if gone and not self.told.belongs(member.person, member.organisation):
                    each.until = min(each.until, self.at)

    def name_cover(
        self, organisation: Organisation, covered: User, colleague: User, days: int, by: User
    ) -> heard.Cover | None:
        """Somebody names who decides for somebody, from today on."""
        first = self.at.astimezone(heard.BERLIN).date()
        last = first + timedelta(days=days)
        done = self.attempt(
            lambda: covering.name_cover(
                organisation=organisation,
                covered=covered,
                colleague=colleague,
                period=covering.Period(first=first, last=last),
                actor=by,
                at=self.at,
            ),
            name="name a cover",
        )
        if done is None:
            return None
        it = heard.Cover(
            done.pk,
            organisation.pk,
            covered.person_id,
            colleague.person_id,
            max(begins(first), self.at),
            ends(last),
        )
        self.oracle.may_be_covered(it, by.person_id)
        self.told.covers.append(it)
        return it

    def end_cover(self, it: heard.Cover, by: User) -> None:
        """Somebody ends a cover."""
        row = Cover.objects.get(pk=it.id)
        done = self.attempt(
            lambda: covering.end_cover(cover=row, actor=by, at=self.at), name="end a cover"
        )
        if done is not None:
            must(
                by.person_id in (it.covered, it.colleague)
                or self.told.may(by.person_id, "manage", it.organisation),
                "A cover is ended by the two or by who manages people",
            )
            it.until = self.at
