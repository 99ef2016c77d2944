"""The admin reads everything; nobody signs, judges, pays or forgets anything there."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from approvals.actions import takedown
from approvals.models import Channel, CrewMember, Decision
from portal.models import User
from tests.people import World, a_world
from twins.models import Consent

pytestmark = pytest.mark.django_db

APPS = [apps.get_app_config(name) for name in ("portal", "twins", "approvals")]
OURS: list[type[Model]] = [*(model for app in APPS for model in app.get_models()), Group]
EDITED = {Channel, User}
ACCOUNTABLE = [model for model in OURS if model not in EDITED]


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def root(world: World) -> Client:
    """A superuser, who may do everything that the admin lets anybody do."""
    world.ada.is_staff = world.ada.is_superuser = True
    world.ada.save(update_fields=["is_staff", "is_superuser"])
    client = Client()
    client.force_login(world.ada, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def address(model: type[Model], page: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_model_can_be_read_and_searched(model: type[Model]) -> None:
    page = admin.site._registry[model]
    assert page.search_fields
    assert page.list_display != ("__str__",)


def test_every_page_of_every_model_opens(world: World, root: Client) -> None:
    publication = world.published()
    CrewMember.objects.create(
        brief=publication.draft.brief, person=world.bram.person, role="stylist"
    )
    takedown.withdraw_picture(publication=publication, actor=world.mila, at=world.at)
    assert root.get(reverse("admin:index")).status_code == 200
    for model in OURS:
        for query in ("", "?q=a"):
            answer = root.get(address(model, "changelist") + query)
            assert answer.status_code == 200, model
        row = model._default_manager.first()
        if row is not None:
            assert root.get(address(model, "change", row.pk)).status_code == 200, model
            assert root.get(address(model, "history", row.pk)).status_code == 200, model


def test_nothing_accountable_is_added_changed_or_deleted(world: World, root: Client) -> None:
    world.published()
    for model in ACCOUNTABLE:
        before = list(model._default_manager.values())
        assert root.post(address(model, "add"), {}).status_code == 403, model
        row = model._default_manager.first()
        if row is not None:
            assert root.post(address(model, "change", row.pk), {}).status_code == 403, model
            answer = root.post(address(model, "delete", row.pk), {"post": "yes"})
            assert answer.status_code == 403, model
            chosen = {"action": "delete_selected", "_selected_action": [str(row.pk)]}
            root.post(address(model, "changelist"), chosen)
        assert list(model._default_manager.values()) == before, model


def test_no_superuser_turns_a_no_into_a_yes(world: World, root: Client) -> None:
    draft = world.draft()
    world.say("yes", draft, "brand", world.bram)
    said = world.say("no", draft, "model", world.mila)
    change = {"verdict": "yes", "_save": "Save"}
    assert root.post(address(Decision, "change", said.pk), change).status_code == 403
    said.refresh_from_db()
    assert said.verdict == "no"


def test_no_superuser_signs_a_consent(world: World, root: Client) -> None:
    assert root.get(address(Consent, "add")).status_code == 403


def test_of_a_user_only_her_access_is_edited(world: World, root: Client) -> None:
    change = {
        "is_active": "",
        "is_staff": "on",
        "is_superuser": "on",
        "email": "taken@over.test",
        "groups": [str(pk) for pk in Group.objects.values_list("pk", flat=True)],
        "password": "x",
    }
    answer = root.post(address(User, "change", world.bram.pk), change)
    assert answer.status_code == 302
    before = (world.bram.email, world.bram.password, set(world.bram.groups.all()))
    bram = User.objects.get(pk=world.bram.pk)
    assert (bram.is_active, bram.is_staff, bram.is_superuser) == (False, True, False)
    assert (bram.email, bram.password, set(bram.groups.all())) == before
    page = root.get(address(User, "change", world.bram.pk)).content.decode()
    assert "md5$" not in page
    assert root.post(address(User, "delete", bram.pk), {"post": "yes"}).status_code == 403
    assert root.post(address(User, "add"), {}).status_code == 403


def test_channels_may_be_added_and_mended_but_not_renamed_or_deleted(root: Client) -> None:
    new = {
        "name": "poster",
        "title": "Poster",
        "medium": "print",
        "media_type": "image/png",
        "place": 99,
        "safe_top": 0,
        "safe_right": 0,
        "safe_bottom": 0,
        "safe_left": 0,
    }
    assert root.post(address(Channel, "add"), new).status_code == 302
    mended = new | {"name": "renamed", "title": "Large poster"}
    assert root.post(address(Channel, "change", "poster"), mended).status_code == 302
    assert Channel.objects.get(name="poster").title == "Large poster"
    assert root.post(address(Channel, "delete", "poster"), {"post": "yes"}).status_code == 403


def test_who_is_no_staff_is_sent_to_sign_in(world: World, client: Client) -> None:
    client.force_login(world.bram, backend="allauth.account.auth_backends.AuthenticationBackend")
    for model in OURS:
        assert client.get(address(model, "changelist")).status_code == 302
