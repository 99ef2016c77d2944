"""Who must have a second factor is let in nowhere without one."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from portal import second_factor
from portal.actions.organisation import end_membership, found_organisation
from portal.actions.second_factor import require_second_factor
from portal.errors import NotAllowed
from portal.models import AuditEvent, Organisation, User
from tests.people import APP_SECRET, NOON, add_member, showed_who_it_is, user, with_app

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_asked_before() -> None:
    cache.clear()


@pytest.fixture
def ada() -> User:
    return user("Ada")


@pytest.fixture
def bo() -> User:
    return user("Bo")


@pytest.fixture
def agency(ada: User, bo: User) -> Organisation:
    made = found_organisation(kind="agency", name="Linden", founder=ada, at=NOON)
    add_member(organisation=made, user=bo, role="booker", actor=ada, at=NOON)
    return made


def as_(who: User) -> Client:
    client = Client()
    client.force_login(who)
    return showed_who_it_is(client)


def app_code(secret: str = APP_SECRET) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def sign_in(who: User) -> Client:
    client = Client()
    name = str(who.email).partition("@")[0]
    client.post(reverse("sign-in"), {"login": who.email, "password": f"{name}-{name}"})
    return client


def connect_app(client: Client) -> None:
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": app_code(secret)})


@pytest.mark.usefixtures("agency")
def test_ada_who_manages_an_agency_s_people_is_sent_to_enrol_from_everywhere(ada: User) -> None:
    client = as_(ada)
    for name in ("home", "desk", "models", "verify", "account_email", "sessions"):
        assert client.get(reverse(name))["Location"] == reverse("mfa_index"), name
    assert client.post(reverse("verify")).status_code == 403
    assert "Add a second step first" in client.get(reverse("mfa_index")).content.decode()
    assert client.get(reverse("desk"), headers={"HX-Request": "true"}).status_code == 403
    assert client.post(reverse("sign-out")).status_code == 302


def test_ida_of_the_platform_s_staff_reads_nothing_without_a_second_factor() -> None:
    ida = User.objects.create_superuser("ida@example.test", "ida-ida", name="Ida")
    assert as_(ida).get(reverse("admin:index"))["Location"] == reverse("mfa_index")
    with_app(ida)
    assert as_(ida).get(reverse("admin:index")).status_code == 200


def test_the_admin_has_no_door_of_its_own() -> None:
    user("Ida", is_staff=True)
    client = Client()
    form = {"username": "ida@example.test", "password": "ida-ida"}
    answer = client.post(reverse("admin:login"), form)
    assert answer["Location"].startswith(reverse("sign-in"))
    assert "_auth_user_id" not in client.session


@pytest.mark.usefixtures("agency")
def test_bo_and_mila_and_bram_need_none(bo: User) -> None:
    bram = user("Bram")
    found_organisation(kind="brand", name="Nordlicht", founder=bram, at=NOON)
    for nobody in (bo, user("Mila"), bram):
        assert not second_factor.is_required_of(nobody)
    assert as_(bo).get(reverse("desk")).status_code == 200


def test_an_agency_may_ask_it_of_everybody_and_stop(
    agency: Organisation, ada: User, bo: User
) -> None:
    client = as_(bo)
    require_second_factor(organisation=agency, required=True, actor=ada, at=NOON)
    require_second_factor(organisation=agency, required=True, actor=ada, at=NOON)
    assert client.get(reverse("desk"))["Location"] == reverse("mfa_index")
    require_second_factor(organisation=agency, required=False, actor=ada, at=NOON)
    assert client.get(reverse("desk")).status_code == 200
    said = AuditEvent.objects.filter(act="organisation.second_factor")
    assert [event.details["required"] for event in said] == [True, False]


def test_only_who_manages_people_asks_for_it(agency: Organisation, bo: User) -> None:
    for nobody in (bo, user("Odo"), user("Ida", is_staff=True, is_superuser=True)):
        with pytest.raises(NotAllowed):
            require_second_factor(organisation=agency, required=True, actor=nobody, at=NOON)


def test_who_leaves_is_asked_no_more(agency: Organisation, ada: User, bo: User) -> None:
    require_second_factor(organisation=agency, required=True, actor=ada, at=NOON)
    end_membership(membership=bo.memberships.get(), actor=bo, at=NOON)
    assert not second_factor.is_required_of(bo)


@pytest.mark.usefixtures("agency")
def test_ada_connects_an_app_gets_recovery_codes_and_goes_on(ada: User) -> None:
    client = sign_in(ada)
    connect_app(client)
    page = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    codes = Authenticator.objects.get(user=ada, type="recovery_codes").wrap().get_unused_codes()
    assert len(codes) == 10
    assert all(code in page for code in codes)
    assert client.get(reverse("desk")).status_code == 200


def test_with_an_app_a_password_alone_lets_nobody_in(ada: User) -> None:
    with_app(ada)
    client = sign_in(ada)
    assert "_auth_user_id" not in client.session
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "_auth_user_id" not in client.session
    client.post(reverse("mfa_authenticate"), {"code": app_code()})
    assert client.session["_auth_user_id"] == str(ada.pk)


def test_a_code_of_the_app_works_once(ada: User) -> None:
    with_app(ada)
    code = app_code()
    sign_in(ada).post(reverse("mfa_authenticate"), {"code": code})
    client = sign_in(ada)
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert "_auth_user_id" not in client.session


def test_a_recovery_code_lets_her_in_once(ada: User) -> None:
    connect_app(sign_in(ada))
    codes = Authenticator.objects.get(user=ada, type="recovery_codes").wrap().get_unused_codes()
    for expected in (True, False):
        client = sign_in(ada)
        client.post(reverse("mfa_authenticate"), {"code": codes[0]})
        assert ("_auth_user_id" in client.session) is expected


@pytest.mark.usefixtures("agency")
def test_the_last_factor_of_somebody_who_needs_one_stays(ada: User, bo: User) -> None:
    for who, stays in ((ada, True), (bo, False)):
        with_app(who)
        as_(who).post(reverse("mfa_deactivate_totp"))
        assert second_factor.has_one(who) is stays


def test_secrets_lie_in_the_database_encrypted(ada: User) -> None:
    with_app(ada)
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        assert APP_SECRET not in str(cursor.fetchall())


def test_a_stolen_session_adds_no_factor_of_its_own(bo: User) -> None:
    client = Client()
    client.force_login(bo)
    for name in ("mfa_activate_totp", "mfa_add_webauthn", "account_email"):
        answer = client.get(reverse(name))
        assert answer["Location"].startswith(reverse("account_reauthenticate")), name
