"""What the templates of the design system need and Django does not have."""

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from portal import assets, icons

register = template.Library()

PRELOADED = ("fonts/inter.woff2", "fonts/bodoni-moda.woff2")


@register.simple_tag
def stylesheet() -> SafeString:
    """Return the links to the fonts and the stylesheet; in development they are made when stale.

    Says nothing when the files were never collected, so that an error page still has its words.
    """
    if settings.DEBUG:
        sources, out = settings.BASE_DIR / "static", settings.VAR_DIR / "assets"
        if assets.is_stale(sources, out):
            assets.build(sources, out)
    try:
        fonts = [(static(name),) for name in PRELOADED]
        sheet = static(assets.STYLESHEET)
    except ValueError:
        return SafeString("")
    preloads = format_html_join(
        "\n", '<link rel="preload" href="{}" as="font" type="font/woff2" crossorigin>', fonts
    )
    return format_html('{}\n<link rel="stylesheet" href="{}">', preloads, sheet)


@register.simple_tag
def site_languages() -> list[tuple[str, str]]:
    """Return the code of each language with its own name."""
    return list(settings.LANGUAGES)


@register.simple_tag
def installable() -> SafeString:
    """Return the links to the manifest and to the icon of Apple's phones, where it was made."""
    try:
        icon = static(icons.TOUCH.file)
    except ValueError:
        return SafeString("")
    return format_html(
        '<link rel="manifest" href="{}" crossorigin="use-credentials">\n'
        '<link rel="apple-touch-icon" href="{}">',
        reverse("manifest"),
        icon,
    )


@register.filter
def percent(fraction: float | str) -> str:
    """Write a fraction of a side as SVG wants it: 0.3141 becomes ``31.41%``, in any language."""
    return f"{float(fraction) * 100:.2f}%"
