"""Publishing, taking down, and being asked for: the last of the acts, and so all of them."""

from dataclasses import dataclass

from approvals.actions import publish, takedown
from approvals.actions.sign_anew import replace_file
from approvals.models import (
    Channel,
    Draft,
    Publication,
)
from portal.models import User
from tests.promise import shadow as heard
from tests.promise.acts.attempt import disclosed
from tests.promise.acts.review import ReviewActs
from tests.promise.oracle import must


@dataclass
class Acts(ReviewActs):
    """Publishing, taking down, and being asked for: the last of the acts, and so all of them."""

    def publish(self, draft: heard.Draft, channel: str, by: User) -> heard.Publication | None:
        """Somebody begins to publish."""
        row = Draft.objects.get(pk=draft.id)
        where = Channel.objects.get(name=channel)
        begun = self.attempt(
            lambda: publish.publish(draft=row, channel=where, actor=by, at=self.at), name="publish"
        )
        if begun is None:
            return None
        it = heard.Publication(begun.pk, draft.id, begun.review_id, channel, self.at)
        self.told.publications[it.id] = it
        brand = self.told.briefs[draft.brief].brand
        must(self.told.may(by.person_id, "publish", brand), "Only its people publish for a brand")
        self.told.speaks(draft.brief, by.person_id, "brand")
        self.oracle.may_be_published(it)
        return it

    def claim_publication(self, it: heard.Publication) -> None:
        """A worker takes a publication to prepare."""
        self.attempt(
            lambda: publish.claim_publication(publication_id=it.id, at=self.at),
            name="claim a publication",
        )

    def complete(self, it: heard.Publication) -> bool:
        """A worker, perhaps a late one, completes a publication; True when it went live."""
        row = Publication.objects.get(pk=it.id)
        bytes_ = disclosed(row.master_sha256, it.channel)
        done = self.attempt(
            lambda: publish.complete_publication(publication=row, disclosed=bytes_, at=self.at),
            name="complete",
        )
        self._hear_takedowns()
        if done is None or done.state != "live" or it.was_live or it.is_over:
            self.reached["stopped between claim and completion"] += (
                done is not None and done.state == "failed" and row.state == "preparing"
            )
            return False
        it.was_live = True
        self.oracle.may_be_published(it)
        self.oracle.owe(it)
        self.reached["live"] += 1
        self.reached["live: a group picture"] += len(self.told.drafts[it.draft].twins) > 1
        self.reached["live: a second version"] += self.told.drafts[it.draft].parent is not None
        taken = [each for each in self.told.events if each.takes_back]
        self.reached["live: after she had taken consent back"] += any(
            each.twin in self.told.drafts[it.draft].twins for each in taken
        )
        return True

    def fail_publication(self, it: heard.Publication) -> None:
        """A worker gives a publication up."""
        row = Publication.objects.get(pk=it.id)
        self.attempt(
            lambda: publish.fail_publication(publication=row, sentence="No.", at=self.at),
            name="fail a publication",
        )
        self._hear_takedowns()

    def sign_anew(self, it: heard.Publication) -> None:
        """New bytes of the same publication, in the place of those that are served."""
        row = Publication.objects.get(pk=it.id)
        old = row.files.order_by("-made_at").first()
        if old is None:
            return
        again = disclosed(row.master_sha256, it.channel, row.files.count())
        done = self.attempt(
            lambda: replace_file(publication=row, replaces=old, disclosed=again, at=self.at),
            name="sign anew",
        )
        self._hear_takedowns()
        if done is not None:
            must(it.was_live and not it.is_over, "What is down or never was live stays unsigned")
            self.oracle.nobody_took_it_back(it)
            self.oracle.licence_and_consent_cover(it)

    def take_picture_back(self, it: heard.Publication, by: User) -> None:
        """A model takes one picture back."""
        row = Publication.objects.get(pk=it.id)
        done = self.attempt(
            lambda: takedown.withdraw_picture(publication=row, actor=by, at=self.at),
            name="take a picture back",
        )
        if done is not None:
            draft = self.told.drafts[it.draft]
            owners = {self.told.owners[twin] for twin in draft.twins}
            must(by.person_id in owners, "Only who is in a picture takes it back")
            self.told.taken_pictures.add(it.draft)
            self._hear_takedowns()
            must(it.is_over, "A picture that was taken back is down")

    def unpublish(self, it: heard.Publication, by: User) -> None:
        """Somebody takes a picture down for the brand."""
        row = Publication.objects.get(pk=it.id)
        done = self.attempt(
            lambda: takedown.unpublish(publication=row, actor=by, at=self.at), name="unpublish"
        )
        if done is not None:
            brand = self.told.briefs[self.told.drafts[it.draft].brief].brand
            must(self.told.may(by.person_id, "publish", brand), "Only its people unpublish")
            self._hear_takedowns()
            must(it.is_over, "What the brand took down is down")

    def sweep(self) -> None:
        """The sweep takes down what has run out."""
        over = list(Publication.objects.may_have_run_out(self.at))
        self.attempt(
            lambda: takedown.take_down_uncovered(over, at=self.at), name="take down uncovered"
        )
        self._hear_takedowns()
