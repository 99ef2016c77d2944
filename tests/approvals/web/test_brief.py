"""The brand's briefs: the board, the one page to write on, and the page to watch."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from approvals.actions import brief as acts
from approvals.models import Asset, Brief
from portal.actions.organisation import add_member
from portal.models import User
from tests.people import NOON, World, a_world, picture_bytes, user
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


def client_of(who: User) -> Client:
    client = Client()
    client.force_login(who)
    return client


def typed(world: World, **changed: Any) -> dict[str, Any]:
    """What bram types into the form."""
    return {
        "brand": str(world.brand.pk),
        "title": "Winter knits",
        "idea": "Soft light",
        "product_line": "knitwear",
        "twins": [str(world.twin.pk)],
        "pictures": 2,
        "together": "",
        "channels": ["instagram-feed", "web"],
        "territories": ["EU"],
        "starts_on": "2026-11-23",
        "ends_on": "2027-04-30",
        "due_on": "",
        "generator": "studio",
        "label_corner": "top-left",
        "label_variant": "light",
        "language": "de",
        **changed,
    }


def png(seed: int, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture_bytes(seed), "image/png")


def written(world: World, **changed: Any) -> Brief:
    wish = world.wish(**changed)
    return acts.write_brief(brand=world.brand, wish=wish, actor=world.bram, at=world.at)


def queries(client: Client, url: str) -> int:
    client.get(url)  # what is cached once is cached
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


# --- who may -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["briefs", "new-brief"])
@pytest.mark.parametrize(
    ("who", "status"), [("bram", 200), ("odo", 200), ("mila", 404), ("bo", 404), ("sam", 404)]
)
def test_only_people_of_a_brand_have_briefs(world: World, name: str, who: str, status: int) -> None:
    assert client_of(getattr(world, who)).get(reverse(name)).status_code == status


def test_a_visitor_is_asked_to_sign_in(world: World) -> None:
    answer = Client().get(reverse("briefs"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("sign-in"))


@pytest.mark.parametrize("name", ["brief", "edit-brief", "brief-sheet"])
@pytest.mark.parametrize("who", ["odo", "mila", "bo", "sam"])
def test_a_brief_does_not_exist_for_strangers(world: World, name: str, who: str) -> None:
    brief = written(world)
    client = client_of(getattr(world, who))
    assert client.get(reverse(name, args=[brief.pk])).status_code == 404
    assert "Winter knits" not in client.get(reverse("briefs")).text


@pytest.mark.parametrize("name", ["submit-brief", "close-brief"])
def test_a_stranger_cannot_act_on_a_brief(world: World, name: str) -> None:
    brief = written(world)
    assert client_of(world.odo).post(reverse(name, args=[brief.pk])).status_code == 404
    assert client_of(world.bram).get(reverse(name, args=[brief.pk])).status_code == 405


def test_a_viewer_of_the_brand_looks_but_does_not_write(world: World) -> None:
    brief = written(world)
    vera = user("Vera")
    add_member(organisation=world.brand, user=vera, role="viewer", actor=world.bram, at=world.at)
    client = client_of(vera)
    page = client.get(brief.get_absolute_url())
    assert page.status_code == 200
    assert reverse("submit-brief", args=[brief.pk]) not in page.text
    assert client.get(reverse("new-brief")).status_code == 403
    assert client.get(reverse("edit-brief", args=[brief.pk])).status_code == 403
    assert client.post(reverse("submit-brief", args=[brief.pk])).status_code == 403


# --- the board ---------------------------------------------------------------------------------


def test_an_empty_board_says_what_comes_and_how(bram: Client) -> None:
    page = bram.get(reverse("briefs")).text
    assert "Your briefs come here" in page
    assert "Write the first brief" in page


def test_the_board_says_whose_turn_it_is(world: World, bram: Client) -> None:
    draft = world.draft()
    assert "1 waits for you" in bram.get(reverse("briefs")).text
    world.say("yes", draft, "brand", world.bram)
    page = bram.get(reverse("briefs")).text
    assert "1 waits for the agency" in page
    assert "1 waits for the model" in page
    assert reverse("draft-preview", args=[draft.pk]) in page


def test_the_board_counts_what_is_agreed_and_what_is_live(world: World, bram: Client) -> None:
    draft = world.draft()
    world.agree(draft)
    assert "1 agreed, to publish" in bram.get(reverse("briefs")).text
    world.publish(draft)
    page = bram.get(reverse("briefs")).text
    assert "1 live" in page
    assert "agreed, to publish" not in page


def test_the_board_is_searched_by_title(world: World, bram: Client) -> None:
    written(world, title="Winter knits")
    written(world, title="Summer linen")
    page = bram.get(reverse("briefs"), {"q": "linen"}).text
    assert "Summer linen" in page
    assert "Winter knits" not in page
    assert "No brief is called that" in bram.get(reverse("briefs"), {"q": "wool"}).text


def test_the_board_asks_no_more_for_more_briefs(world: World, bram: Client) -> None:
    def grow(number: int) -> None:
        draft = world.draft(seed=20 + number, title=f"Brief {number}")
        if number % 2:
            world.say("yes", draft, "brand", world.bram)
        written(world)

    assert_flat(bram, reverse("briefs"), grow)


def test_the_pictures_of_a_withdrawn_consent_are_not_drawn(world: World, bram: Client) -> None:
    draft = world.draft()
    withdraw_consent(twin=world.twin, actor=world.mila, at=world.at)
    for url in (reverse("briefs"), draft.brief.get_absolute_url()):
        page = bram.get(url).text
        assert reverse("draft-preview", args=[draft.pk]) not in page
        assert "Not shown any more" in page


def assert_flat(client: Client, url: str, grow: Callable[[int], None]) -> None:
    """The page needs as many queries for six as for two."""
    for number in range(2):
        grow(number)
    few = queries(client, url)
    for number in range(2, 6):
        grow(number)
    assert queries(client, url) == few


# --- writing -----------------------------------------------------------------------------------


def test_a_brief_is_written_on_one_page(world: World, bram: Client) -> None:
    answer = bram.post(reverse("new-brief"), typed(world))
    brief = Brief.objects.get()
    assert answer["Location"] == brief.get_absolute_url()
    assert (brief.title, brief.pictures, brief.label_corner) == ("Winter knits", 2, "top-left")
    assert brief.months == 6
    assert [use.medium for use in brief.uses.all()] == ["social", "web"]
    assert "Nothing is ordered" in bram.get(brief.get_absolute_url()).text


def test_files_without_javascript_come_with_the_form(world: World, bram: Client) -> None:
    files = {"garments": [png(1, "coat.png"), png(1, "same.png")], "moods": [png(2, "fog.png")]}
    bram.post(reverse("new-brief"), typed(world) | files)
    kept = Asset.objects.order_by("kind").values_list("kind", "name")
    assert list(kept) == [("garment", "coat.png"), ("mood", "fog.png")]


def test_a_refused_file_loses_nothing_that_was_typed(world: World, bram: Client) -> None:
    bad = SimpleUploadedFile("scan.png", b"nothing", "image/png")
    page = bram.post(reverse("new-brief"), typed(world) | {"garments": [png(1, "coat.png"), bad]})
    assert page.status_code == 422
    assert "scan.png:" in page.text
    assert 'value="Winter knits"' in page.text
    upload = world.bram.uploads.get()
    assert f'name="uploads" value="{upload.pk}"' in page.text
    assert not Brief.objects.exists()
    bram.post(reverse("new-brief"), typed(world, uploads=[str(upload.pk)]))
    assert Asset.objects.get().file_id == upload.file_id


def test_the_act_says_what_the_form_does_not_know(world: World, bram: Client) -> None:
    page = bram.post(reverse("new-brief"), typed(world, ends_on="2026-11-01"))
    assert page.status_code == 422
    assert "The use ends before it begins." in page.text
    assert 'value="Winter knits"' in page.text


def test_uploads_of_somebody_else_are_not_taken(world: World, bram: Client) -> None:
    client_of(world.odo).post(reverse("upload"), {"kind": "garment", "file": png(1, "a.png")})
    theirs = world.odo.uploads.get()
    bram.post(reverse("new-brief"), typed(world, uploads=[str(theirs.pk), "nonsense"]))
    assert not Asset.objects.exists()


def test_a_twin_that_neither_licence_nor_list_shows_cannot_be_asked(
    world: World, bram: Client
) -> None:
    hidden = world.new_twin(user("Nora", known_as="Nora"), seed=2)
    world.consent(hidden, hidden.owner.user, purposes=("storage", "making"))
    assert "Nora" not in bram.get(reverse("new-brief")).text
    page = bram.post(reverse("new-brief"), typed(world, twins=[str(hidden.pk)]))
    assert page.status_code == 422
    gaps = bram.get(reverse("check-brief"), typed(world, twins=[str(hidden.pk)]))
    assert "Nora" not in gaps.text


def test_models_are_found_by_the_name_they_go_by(world: World, bram: Client) -> None:
    listed = world.new_twin(user("Eleonora Legal", known_as="Nora"), seed=2)
    headers = {"HX-Request": "true", "HX-Target": "twins"}
    found = bram.get(reverse("new-brief"), {"who": "nor"}, headers=headers).text
    assert str(listed.pk) in found
    assert str(world.twin.pk) not in found
    assert "Listed; no licence with you yet" in found
    legal = bram.get(reverse("new-brief"), {"who": "legal"}, headers=headers).text
    assert str(listed.pk) not in legal


def test_the_search_keeps_whom_one_chose_and_all_that_one_typed(world: World, bram: Client) -> None:
    page = bram.post(reverse("new-brief"), typed(world, find="1", who="nobody"))
    assert page.status_code == 200
    assert f'value="{world.twin.pk}" checked' in page.text
    assert 'value="Winter knits"' in page.text
    assert not Brief.objects.exists()


def test_the_picker_asks_no_more_for_more_models(world: World, bram: Client) -> None:
    def grow(number: int) -> None:
        world.new_twin(user(f"Listed {number}"), seed=number + 2)

    assert_flat(bram, reverse("new-brief"), grow)


def test_a_brief_is_written_anew_until_it_is_submitted(world: World, bram: Client) -> None:
    files = {"garments": [png(1, "coat.png"), png(2, "hat.png")]}
    bram.post(reverse("new-brief"), typed(world) | files)
    brief = Brief.objects.get()
    url = reverse("edit-brief", args=[brief.pk])
    coat = brief.assets.get(name="coat.png")
    page = bram.get(url).text
    assert 'value="2027-04-30"' in page
    assert f'name="assets" value="{coat.pk}"' in page
    bram.post(url, typed(world, title="Knits", assets=[str(coat.pk)]))
    brief.refresh_from_db()
    assert (brief.title, [asset.name for asset in brief.assets.all()]) == ("Knits", ["coat.png"])
    acts.submit_brief(brief=brief, actor=world.bram, at=world.at)
    assert bram.get(url).status_code == 409


# --- cover and price ---------------------------------------------------------------------------


def test_the_check_says_what_must_be_said_first(bram: Client) -> None:
    page = bram.get(reverse("check-brief")).text
    assert "Choose at least one model." in page
    assert "Choose at least one channel." in page


def test_the_check_gives_cover_and_price_line_by_line(world: World, bram: Client) -> None:
    page = bram.get(reverse("check-brief"), typed(world)).text
    assert "Covered by consent and licence" in page
    assert "in the EU, 6 months" in page
    assert "360.00 EUR" in page  # 1000 x 0.3 x 2 x 0.6
    assert "480.00 EUR" in page  # 1000 x 0.4 x 2 x 0.6
    assert "178.00 EUR" in page  # client fee, a fifth of 890
    assert "1,068.00 EUR" in page
    assert "2,136.00 EUR" in page  # two pictures


def test_the_check_names_the_gaps(world: World, bram: Client) -> None:
    asked = typed(world, contexts=["swimwear"], territories=["US"], product_line="shoes")
    page = bram.get(reverse("check-brief"), asked).text
    assert "The consent excludes swimwear." in page
    assert "The licence leaves out the United States." in page
    assert "The licence is for knitwear only." in page


def test_the_check_changes_nothing(world: World, bram: Client) -> None:
    bram.get(reverse("check-brief"), typed(world))
    assert not Brief.objects.exists()


def test_the_check_agrees_with_the_act_on_the_cap(world: World, bram: Client) -> None:
    world.licence.image_cap = 1
    world.licence.save(update_fields=["image_cap"])
    world.published()
    sentence = "All 1 pictures of the licence are used."
    assert sentence in bram.get(reverse("check-brief"), typed(world)).text
    answer = bram.post(reverse("submit-brief", args=[written(world).pk]))
    assert answer.status_code == 409
    assert sentence in answer.text


# --- submitting and watching -------------------------------------------------------------------


def test_a_brief_is_submitted_and_its_pictures_are_ordered(world: World, bram: Client) -> None:
    brief = written(world)
    answer = bram.post(reverse("submit-brief", args=[brief.pk]), follow=True)
    assert "Submitted." in answer.text
    assert "At Atelier Zwei since 23 November 2026." in answer.text
    assert "0 of 1" in answer.text


def test_a_refused_submission_says_why_where_the_button_is(world: World, bram: Client) -> None:
    brief = written(world, contexts=("swimwear",))
    answer = bram.post(reverse("submit-brief", args=[brief.pk]))
    assert answer.status_code == 409
    assert "It was not submitted; nothing was ordered" in answer.text
    assert "Mila: The consent excludes swimwear." in answer.text
    assert reverse("submit-brief", args=[brief.pk]) in answer.text


def test_the_sheet_is_asked_again_sooner_while_something_moves(world: World, bram: Client) -> None:
    brief = world.brief()
    url = reverse("brief-sheet", args=[brief.pk])
    moving = bram.get(url)
    assert 'data-live="moving"' in moving.text
    seen = moving.context["sheet"].version
    assert bram.get(url, {"seen": seen}).status_code == 204
    world.deliver(brief.runs.get())
    done = bram.get(url, {"seen": seen})
    assert done.status_code == 200
    assert 'data-live=""' in done.text
    assert "Waits for you" in done.text


def test_the_sheet_says_how_each_picture_stands(world: World, bram: Client) -> None:
    draft = world.draft()
    url = reverse("brief-sheet", args=[draft.brief_id])
    world.say("yes", draft, "brand", world.bram)
    assert "Waits for Linden Models, Mila" in bram.get(url).text
    world.say("yes", draft, "agency", world.bo)
    world.say("yes", draft, "model", world.mila)
    assert "Agreed by all" in bram.get(url).text
    world.publish(draft)
    assert "Published" in bram.get(url).text


def test_the_sheet_names_who_said_no_or_asked_for_a_change(world: World, bram: Client) -> None:
    draft = world.draft()
    world.say("no", draft, "brand", world.bram)
    assert "No from you" in bram.get(reverse("brief-sheet", args=[draft.brief_id])).text
    other = world.draft(seed=8)
    world.say("yes", other, "brand", world.bram)
    world.say("change", other, "model", world.mila, comment="Not my hand")
    page = bram.get(reverse("brief-sheet", args=[other.brief_id])).text
    assert "Change asked by Mila" in page
    assert "New version for Mila" in page


def test_the_sheet_asks_no_more_for_more_pictures(world: World, bram: Client) -> None:
    brief = world.brief(pictures=6)
    run = brief.runs.get()

    def grow(number: int) -> None:
        world.deliver(run, seed=30 + number, place=number + 1)

    assert_flat(bram, reverse("brief-sheet", args=[brief.pk]), grow)


def test_an_order_is_called_off(world: World, bram: Client) -> None:
    run = world.brief().runs.get()
    url = reverse("cancel-run", args=[run.pk])
    assert client_of(world.odo).post(url).status_code == 404
    assert "Called off." in bram.post(url, follow=True).text
    run.refresh_from_db()
    assert run.state == "cancelled"
    assert "no longer possible" in bram.post(url, follow=True).text


def test_a_failed_order_says_what_happened(world: World, bram: Client) -> None:
    run = world.brief().runs.get()
    run.state, run.failure = "failed", "The twin could not be rendered with this coat."
    run.save()
    assert run.failure in bram.get(run.brief.get_absolute_url()).text


def test_a_brief_is_closed(world: World, bram: Client) -> None:
    brief = world.brief()
    answer = bram.post(reverse("close-brief", args=[brief.pk]), follow=True)
    assert "Closed." in answer.text
    brief.refresh_from_db()
    assert brief.state == "closed"


def test_days_come_back_as_they_were_typed(world: World, bram: Client) -> None:
    brief = written(world, starts_on=date(2026, 12, 1), due_on=date(2026, 12, 24))
    page = bram.get(reverse("edit-brief", args=[brief.pk])).text
    for day in ("2026-12-01", "2027-04-30", "2026-12-24"):
        assert f'value="{day}"' in page
