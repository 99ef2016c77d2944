"""Publishing: each channel as it will look, the act, what it led to, and the way back."""

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from approvals.disclosure.words import sentence
from approvals.models import Publication
from approvals.models.draft import Draft
from portal.actions.organisation import add_member
from tests.approvals.web.test_brief import assert_flat, client_of
from tests.people import NOON, World, a_world, user
from twins.actions.consent import withdraw_consent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def noon() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def bram(world: World) -> Client:
    return client_of(world.bram)


@pytest.fixture
def agreed(world: World) -> Draft:
    draft = world.draft()
    world.agree(draft)
    return draft


def page_of(draft: Draft) -> str:
    return reverse("publish", args=[draft.pk])


def rendition_of(draft: Draft, channel: str = "instagram-feed") -> str:
    return reverse("rendition", args=[draft.pk, channel])


@pytest.mark.parametrize("words", ["Mila in a grey coat, walking. " * 40, "knit" * 400])
def test_however_long_the_alt_text_it_keeps_its_disclosure(
    bram: Client, agreed: Draft, words: str
) -> None:
    bram.post(page_of(agreed), {"only": "web", "alt-web": words})
    begun = Publication.objects.get()
    assert begun.alt_text.endswith(sentence("trainedAlgorithmicMedia", "en"))
    assert len(begun.alt_text) <= 600


@pytest.mark.parametrize("field", ["caption-web", "alt-web", "only", "channels"])
def test_words_that_no_database_keeps_are_refused_in_a_sentence(
    bram: Client, agreed: Draft, field: str
) -> None:
    answer = bram.post(page_of(agreed), {"channels": "web", field: "Win\0ter"})
    assert answer.status_code == 422
    assert "cannot be kept" in answer.text
    assert not Publication.objects.exists()


@pytest.mark.parametrize("who", ["odo", "mila", "bo", "sam"])
def test_the_page_is_for_the_brand_only(world: World, agreed: Draft, who: str) -> None:
    client = client_of(getattr(world, who))
    assert client.get(page_of(agreed)).status_code == 404
    assert client.post(page_of(agreed), {"only": "web"}).status_code == 404


def test_the_page_says_who_is_missing(world: World, bram: Client) -> None:
    draft = world.draft()
    page = bram.get(page_of(draft)).text
    assert "It waits for the answer of: you." in page
    assert "Then: Linden Models, Mila." in page
    assert 'name="only"' not in page
    world.say("yes", draft, "brand", world.bram)
    assert "It waits for the answer of: Linden Models, Mila." in bram.get(page_of(draft)).text


def test_each_agreed_channel_is_offered_with_its_words(bram: Client, agreed: Draft) -> None:
    page = bram.get(page_of(agreed)).text
    assert rendition_of(agreed, "instagram-feed") in page
    assert rendition_of(agreed, "web") in page
    assert rendition_of(agreed, "tiktok") not in page
    assert "This AI-generated picture shows the digital twin of a real person." in page
    assert reverse("ask-again", args=[agreed.pk]) in page


def test_one_channel_is_published_with_its_words(bram: Client, agreed: Draft) -> None:
    words = {"alt-web": "Mila in a grey coat", "caption-web": "Winter is here"}
    answer = bram.post(page_of(agreed), {"only": "web", **words}, follow=True)
    begun = Publication.objects.get()
    assert (begun.channel_id, begun.state, begun.caption) == ("web", "preparing", "Winter is here")
    assert begun.alt_text.startswith("Mila in a grey coat. This AI-generated picture")
    assert "1 publication is being prepared." in answer.text
    assert "every 2s" in answer.text


def test_several_channels_are_published_at_once(bram: Client, agreed: Draft) -> None:
    bram.post(page_of(agreed), {"channels": ["web", "instagram-feed"]})
    assert Publication.objects.filter(state="preparing").count() == 2


def test_a_refusal_keeps_what_was_typed(world: World, bram: Client) -> None:
    draft = world.draft()
    answer = bram.post(page_of(draft), {"only": "web"})
    assert answer.status_code == 409
    assert "Not everybody has agreed to this picture." in answer.text
    world.agree(draft)
    empty = bram.post(page_of(draft), {"alt-web": "Mila, walking"})
    assert empty.status_code == 422
    assert "Tick at least one channel." in empty.text
    assert "Mila, walking" in empty.text


def test_the_progress_is_asked_again_until_it_is_live(
    world: World, bram: Client, agreed: Draft
) -> None:
    bram.post(page_of(agreed), {"only": "web"})
    headers = {"HX-Request": "true", "HX-Target": "progress"}
    moving = bram.get(page_of(agreed), headers=headers)
    seen = moving.context["progress"].version
    assert bram.get(page_of(agreed), {"seen": seen}, headers=headers).status_code == 204
    live = world.complete(Publication.objects.get())
    done = bram.get(page_of(agreed), {"seen": seen}, headers=headers).text
    assert "every 2s" not in done
    assert live.address in done
    assert reverse("publication-kit", args=[live.public_id]) in done
    assert "Use the file as it is" in done


def test_a_viewer_sees_but_does_not_publish(world: World, agreed: Draft) -> None:
    vera = user("Vera")
    add_member(organisation=world.brand, user=vera, role="viewer", actor=world.bram, at=world.at)
    client = client_of(vera)
    assert 'name="only"' not in client.get(page_of(agreed)).text
    assert client.post(page_of(agreed), {"only": "web"}).status_code == 403


# --- the rendition -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"),
    [("bram", 200), ("mila", 200), ("bo", 200), ("sam", 200), ("odo", 404)],
)
def test_a_rendition_is_for_those_who_see_the_draft(
    world: World, agreed: Draft, who: str, status: int
) -> None:
    answer = client_of(getattr(world, who)).get(rendition_of(agreed))
    assert answer.status_code == status


def test_a_rendition_is_kept_by_the_browser_alone(bram: Client, agreed: Draft) -> None:
    answer = bram.get(rendition_of(agreed))
    assert answer["Content-Type"] == "image/webp"
    assert "private" in answer["Cache-Control"]
    assert "no-cache" in answer["Cache-Control"]
    again = bram.get(rendition_of(agreed), headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    other = bram.get(rendition_of(agreed), {"corner": "bottom-left"})
    assert other["ETag"] != answer["ETag"]
    nonsense = bram.get(rendition_of(agreed), {"corner": "everywhere"})
    assert nonsense["ETag"] == answer["ETag"]


def test_a_rendition_is_gone_with_the_consent(world: World, bram: Client, agreed: Draft) -> None:
    etag = bram.get(rendition_of(agreed))["ETag"]
    withdraw_consent(twin=world.twin, actor=world.mila, at=world.at)
    answer = bram.get(rendition_of(agreed), headers={"If-None-Match": etag})
    assert answer.status_code == 410
    assert bram.get(page_of(agreed)).status_code == 410


def test_a_channel_that_does_not_exist_has_no_rendition(bram: Client, agreed: Draft) -> None:
    assert bram.get(rendition_of(agreed, "nowhere")).status_code == 404


# --- what was published ------------------------------------------------------------------------


def test_an_empty_list_says_what_comes_here(bram: Client) -> None:
    assert "What you publish comes here" in bram.get(reverse("published")).text


def test_the_list_says_where_until_when_and_for_how_much(world: World, bram: Client) -> None:
    publication = world.published()
    page = bram.get(reverse("published")).text
    assert publication.get_absolute_url() in page
    assert "May be shown until 30 April 2027." in page
    assert "636.00 EUR" in page  # (480 + 50) x 1.2
    assert reverse("unpublish", args=[publication.pk]) in page


def test_the_list_is_the_brands_own(world: World) -> None:
    publication = world.published()
    assert publication.public_id not in client_of(world.odo).get(reverse("published")).text
    assert client_of(world.mila).get(reverse("published")).status_code == 404
    assert Client().get(reverse("published")).status_code == 302


def test_the_list_asks_no_more_for_more_publications(world: World, bram: Client) -> None:
    world.licence.image_cap = 20
    world.licence.save(update_fields=["image_cap"])

    def grow(number: int) -> None:
        draft = world.draft(seed=40 + number)
        world.agree(draft)
        world.publish(draft)

    assert_flat(bram, reverse("published"), grow)


def test_a_publication_is_taken_down(world: World, bram: Client) -> None:
    publication = world.published()
    url = reverse("unpublish", args=[publication.pk])
    assert bram.get(url).status_code == 405
    assert client_of(world.odo).post(url).status_code == 404
    answer = bram.post(url, follow=True)
    assert "Taken down here." in answer.text
    assert "Taken down by the brand, on 23 November 2026." in answer.text
    publication.refresh_from_db()
    assert publication.state == "down"
    assert bram.post(url).status_code == 409


def test_the_list_says_when_a_right_has_ended(world: World, bram: Client) -> None:
    publication = world.published()
    withdraw_consent(twin=world.twin, actor=world.mila, at=world.at)
    page = bram.get(reverse("published")).text
    assert "Right ended, coming down" in page
    assert publication.get_absolute_url() not in page


def test_the_list_is_filtered_by_state(world: World, bram: Client) -> None:
    world.published()
    assert "Winter knits" in bram.get(reverse("published"), {"state": "live"}).text
    assert "None in this state." in bram.get(reverse("published"), {"state": "failed"}).text
