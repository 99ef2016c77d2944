"""The channels that pictures are published to, as first defaults.

The database rows that operators extend are seeded from here; see each platform's published
picture sizes and the areas which its own interface covers.
"""

from dataclasses import dataclass

from portal.wording import mark


@dataclass(frozen=True, kw_only=True, slots=True)
class Channel:
    """Where a picture is shown. Sizes and safe margins are pixels of the channel's own size.

    `width` and `height` are both None where the largest approved size is published. `medium` is
    social, web, ecommerce or print, as licences name it. Nothing may hide the label, so it stays
    clear of the safe margins. `byte_limit` is the largest file it takes. `reads` says what the
    platform does with the machine layers.
    """

    name: str
    title: str
    width: int | None
    height: int | None
    medium: str
    safe_top: int = 0
    safe_right: int = 0
    safe_bottom: int = 0
    safe_left: int = 0
    media_type: str = "image/jpeg"
    reads: str = ""
    byte_limit: int | None = None


_META = "C2PA and IPTC, shown as “AI info”"

_ALL = (
    # Profile grids show the middle 3:4 of a picture: wider ones lose their sides there.
    Channel(
        name="instagram-feed", title=mark("Instagram feed 4:5"), width=1080, height=1350,
        medium="social", safe_top=40, safe_right=56, safe_bottom=40, safe_left=56, reads=_META,
    ),
    Channel(
        name="instagram-portrait", title=mark("Instagram portrait 3:4"), width=1080, height=1440,
        medium="social", safe_top=40, safe_right=40, safe_bottom=40, safe_left=40, reads=_META,
    ),
    Channel(
        name="instagram-square", title=mark("Instagram square"), width=1080, height=1080,
        medium="social", safe_top=40, safe_right=148, safe_bottom=40, safe_left=148, reads=_META,
    ),
    Channel(
        name="instagram-story", title=mark("Instagram story, reel cover"), width=1080, height=1920,
        medium="social", safe_top=250, safe_right=64, safe_bottom=250, safe_left=64, reads=_META,
    ),
    Channel(
        name="tiktok", title=mark("TikTok"), width=1080, height=1920,
        medium="social", safe_top=140, safe_right=140, safe_bottom=400, safe_left=60,
        reads="C2PA, beside its own AI switch",
    ),
    Channel(
        name="linkedin", title=mark("LinkedIn"), width=1200, height=1200,
        medium="social", safe_top=40, safe_right=40, safe_bottom=40, safe_left=40, reads="C2PA",
    ),
    Channel(
        name="pinterest", title=mark("Pinterest pin"), width=1000, height=1500,
        medium="social", safe_top=72, safe_right=56, safe_bottom=72, safe_left=56, reads="IPTC",
    ),
    Channel(  # the length stands bottom right; the hover buttons in a column above it
        name="youtube-thumbnail", title=mark("YouTube thumbnail"), width=1280, height=720,
        medium="social", safe_top=36, safe_right=120, safe_bottom=100, safe_left=36,
        reads="C2PA, beside its own AI switch",
    ),
    Channel(
        name="merchant", title=mark("Google Merchant"), width=None, height=None,
        medium="ecommerce", reads="IPTC, which must stay in the file",
    ),
    Channel(
        name="web", title=mark("Web shop"), width=None, height=None,
        medium="web", reads="As delivered",
    ),
    Channel(
        name="master", title=mark("Press and print master"), width=None, height=None,
        medium="print", reads="As delivered",
    ),
)  # fmt: skip

CHANNELS: dict[str, Channel] = {channel.name: channel for channel in _ALL}
