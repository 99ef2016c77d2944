"""What the codes of uses are called by people. No Django."""

from portal.wording import mark, say

MEDIA = {
    "social": mark("Social media"),
    "ecommerce": mark("Shopping"),
    "web": mark("Web shop and site"),
    "print": mark("Press and print"),
}
CONTEXTS = {
    "swimwear": mark("swimwear"),
    "lingerie": mark("lingerie"),
    "nudity": mark("nudity"),
    "alcohol": mark("alcohol"),
    "tobacco": mark("tobacco"),
    "politics": mark("politics"),
    "religion": mark("religion"),
    "fur": mark("fur"),
    "medical": mark("medical"),
    "gambling": mark("gambling"),
}


def medium(code: str) -> str:
    """Return how a person calls the medium."""
    return say(MEDIA[code]) if code in MEDIA else code


def context(code: str) -> str:
    """Return how a person calls what a picture is shown beside."""
    return say(CONTEXTS[code]) if code in CONTEXTS else code
