"""The one API: who asks is a key, what is refused is a sentence, what it takes and gives is typed.

``/api/openapi.json`` says all of it to machines. There is no page to try it on: that one would load
scripts from elsewhere.
"""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError

from approvals.api.orders import router as orders
from approvals.api.publications import router as publications
from portal.api.bearer import Bearer
from portal.errors import DomainError
from portal.middleware import refusal

api = NinjaAPI(title="Twinset", version="1", openapi_url=None, auth=Bearer(), urls_namespace="api")
api.add_router("/orders", orders, tags=["orders"])
api.add_router("/publications", publications, tags=["publications"])


@api.exception_handler(DomainError)
def refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Answer a refused act with its status and its sentence."""
    return refusal(request, error)


@api.exception_handler(AuthenticationError)
def unknown(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    """Answer who shows no key, or none that holds."""
    sentence = _("Send a key that holds in the header “Authorization: Bearer …”.")
    response = api.create_response(request, {"error": sentence}, status=HTTPStatus.UNAUTHORIZED)
    response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(ValidationError)
def misunderstood(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Answer what is missing or of the wrong kind, each by its name."""
    wrong = [
        {"field": ".".join(str(part) for part in each["loc"][1:]), "error": each["msg"]}
        for each in error.errors
    ]
    content = {"error": _("Something is missing or of the wrong kind."), "fields": wrong}
    return api.create_response(request, content, status=HTTPStatus.UNPROCESSABLE_ENTITY)
