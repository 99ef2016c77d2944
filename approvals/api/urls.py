"""The addresses of the API, and its description for machines."""

from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, include, path
from django.views.decorators.http import require_safe

from approvals.api.site import api

_patterns, _app, _namespace = api.urls
_asked = [each for each in _patterns if isinstance(each, URLPattern) and each.name != "api-root"]


@require_safe
def openapi(_request: HttpRequest) -> JsonResponse:
    """Answer with what the API takes and gives, as OpenAPI 3.1 says it."""
    return JsonResponse(api.get_openapi_schema(path_prefix="/api/"))


urlpatterns = [
    path("openapi.json", openapi, name="openapi"),
    path("", include((_asked, _namespace))),
]
