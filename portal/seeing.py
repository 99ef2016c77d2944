"""While somebody sees as somebody else: whose pages these are, and that nothing can be done."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from portal.actions.see_as import Seeing, check_may_see_as, end_seeing
from portal.errors import DomainError, NotAllowed, NotFound
from portal.middleware import Handler, refusal
from portal.models import Organisation, User

KEY = "seeing_as"
SAFE = frozenset({"GET", "HEAD"})
BACK = "see-as-end"
SIGN_OUT = frozenset({"sign-out", "account_logout"})
PAGES = ("portal.web.", "twins.web.", "approvals.web.")
"""Where the views are that are shown. Those of Django and other packages are not: they are
about sign-in, sessions and the site itself."""
OF_HERSELF = tuple(f"portal.web.{name}" for name in ("sign", "account", "security", "session"))
"""Her own sign-in is nobody else's to look at."""
HOME = "home"


def remember(request: HttpRequest, seeing: Seeing) -> None:
    """Keep in the session as whom she sees. Forms on pages from before are of no use any more."""
    request.session[KEY] = {
        "who": str(seeing.who.pk),
        "whom": str(seeing.whom.pk),
        "organisation": str(seeing.organisation.pk),
        "until": seeing.until.isoformat(),
    }
    rotate_token(request)


def forget(request: HttpRequest) -> None:
    """Be herself from the next request on. Forms on the other one's pages are of no more use."""
    request.session.pop(KEY, None)
    rotate_token(request)


def seeing_in(request: HttpRequest) -> Seeing | None:
    """Return as whom the asker sees in this request."""
    found: Seeing | None = getattr(request, "seeing", None)
    return found


class SeeAs:
    """Shows the pages to who sees as somebody else, and lets nothing be done meanwhile.

    The last of all, so that every other one knows who is really there.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as the other one would be answered; keep no copy of that."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or KEY not in request.session:
            return self.get_response(request)
        seeing = _still(request, timezone.now())
        if seeing is None:
            return self._is_over(request)
        _become(request, seeing.whom)
        request.seeing = seeing  # type: ignore[attr-defined]
        try:
            response = self.get_response(request)
        finally:
            _become(request, seeing.who)
        patch_cache_control(response, no_store=True, private=True)
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Refuse all acts but to come back and to sign out; show a thing if both may see it."""
        seeing = seeing_in(request)
        name = _name(request)
        if seeing is None:
            return None
        if request.method == "POST" and name in SIGN_OUT | {BACK}:
            _become(request, seeing.who)
            if name in SIGN_OUT:
                end_seeing(seeing=seeing, at=timezone.now())
            return None
        if request.method not in SAFE:
            sentence = _("You see the pages as %s, to look only. Go back to yourself to act.")
            return refusal(request, NotAllowed(sentence % seeing.whom))
        if name != HOME and not _is_shown(view):
            return refusal(request, NotAllowed(_("This page is only for %s.") % seeing.whom))
        return (
            _for_both(request, seeing, lambda: view(request, *args, **kwargs))
            if (args or kwargs)
            else None
        )

    def _is_over(self, request: HttpRequest) -> HttpResponse:
        """She is herself again. What she meant to do as the other one is not done as herself."""
        forget(request)
        if request.method == "POST" and _name(request) in SIGN_OUT | {BACK}:
            return self.get_response(request)
        if request.method in SAFE:
            messages.info(request, _("You see the pages as yourself again."))
            return self.get_response(request)
        sentence = _("You are yourself again, so this was not done. Look how it stands.")
        return refusal(request, NotAllowed(sentence))


def _for_both(
    request: HttpRequest, seeing: Seeing, answer: Callable[[], HttpResponse]
) -> HttpResponse:
    """Answer about one thing as the other one is answered, if oneself would be as well."""
    hers = _answer(request, answer)
    if hers.status_code >= 400:  # noqa: PLR2004 - the first status of a refusal
        return hers
    _become(request, seeing.who)
    mine = _answer(request, answer)
    _become(request, seeing.whom)
    if mine.status_code >= 400:  # noqa: PLR2004
        return refusal(request, NotFound(_("You may not see this yourself.")))
    return hers


def _answer(request: HttpRequest, answer: Callable[[], HttpResponse]) -> HttpResponse:
    try:
        return answer()
    except DomainError as error:
        return refusal(request, error)


def _still(request: HttpRequest, at: datetime) -> Seeing | None:
    """Return as whom she sees, if that holds at this very moment."""
    kept, who = request.session[KEY], request.user
    until = datetime.fromisoformat(kept["until"])
    if not isinstance(who, User) or kept["who"] != str(who.pk) or at >= until:
        return None
    whom = User.objects.select_related("person").filter(pk=UUID(kept["whom"])).first()
    organisation = Organisation.objects.filter(pk=UUID(kept["organisation"])).first()
    if whom is None or organisation is None:
        return None
    try:
        check_may_see_as(who, whom, organisation, at)
    except DomainError:
        return None
    return Seeing(who=who, whom=whom, organisation=organisation, until=until)


def _become(request: HttpRequest, user: User) -> None:
    async def known() -> User:
        return user

    request.user = user
    request.auser = known


def _name(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return ""


def _is_shown(view: Any) -> bool:
    module = getattr(view, "view_class", view).__module__
    return module.startswith(PAGES) and not module.startswith(OF_HERSELF)
