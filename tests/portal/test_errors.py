"""Each refusal has a status, a sentence and a page."""

import pytest
from django.template.loader import get_template

from portal.errors import Conflict, DomainError, Gone, Invalid, NotAllowed, NotFound
from portal.imaging import Refused

KINDS = {NotAllowed: 403, NotFound: 404, Conflict: 409, Gone: 410, Invalid: 422}


def all_kinds(kind: type[DomainError] = DomainError) -> set[type[DomainError]]:
    return {kind}.union(*(all_kinds(each) for each in kind.__subclasses__())) - {DomainError}


def test_each_kind_says_which_status_it_is() -> None:
    assert {kind: kind("No.").status for kind in KINDS} == KINDS


@pytest.mark.parametrize("kind", sorted(all_kinds(), key=repr))
def test_each_kind_there_is_has_a_page(kind: type[DomainError]) -> None:
    assert get_template(f"{kind.status}.html")


def test_a_refused_picture_is_a_refusal_like_the_others() -> None:
    assert issubclass(Refused, DomainError) or issubclass(Refused, Exception)


def test_a_refusal_carries_its_sentence_and_where_to_look() -> None:
    error = Conflict("There is a newer version.", link="/drafts/7")
    assert (error.sentence, error.link, str(error)) == (
        "There is a newer version.",
        "/drafts/7",
        "There is a newer version.",
    )
