"""Layer 1: the channel's crop and size of the approved master, never enlarged."""

import io
from dataclasses import dataclass

from PIL import ExifTags, Image, ImageCms, ImageOps

from approvals.disclosure.channels import Channel

ASPECT_TOLERANCE = 0.01
_EPSILON = 1e-6


@dataclass(frozen=True, slots=True)
class CropBox:
    """A part of the upright master, in fractions of its width and height, from the top left.

    Raises ValueError where the box is empty or leaves the picture.
    """

    x: float
    y: float
    width: float
    height: float

    def __post_init__(self) -> None:
        """Refuse what is no part of a picture; comparisons with NaN are false."""
        inside = (
            self.x >= 0
            and self.y >= 0
            and self.width > 0
            and self.height > 0
            and self.x + self.width <= 1 + _EPSILON
            and self.y + self.height <= 1 + _EPSILON
        )
        if not inside:
            raise ValueError(f"A crop lies inside its picture; this one does not: {self}.")

    def as_list(self) -> list[float]:
        """[x, y, width, height], as decisions and publications store it."""
        return [self.x, self.y, self.width, self.height]


FULL_FRAME = CropBox(0.0, 0.0, 1.0, 1.0)


def default_crop(
    master_size: tuple[int, int], channel: Channel, focus: tuple[float, float] = (0.5, 0.38)
) -> CropBox:
    """The largest box of the channel's aspect around `focus`, moved inside the picture.

    `master_size` is the upright width and height in pixels; `focus` is in fractions of them and
    stands by default where a face is. The full frame where the channel has no size.
    """
    if channel.width is None or channel.height is None:
        return FULL_FRAME
    relative = channel.width / channel.height * master_size[1] / master_size[0]
    width, height = min(1.0, relative), min(1.0, 1 / relative)
    x = min(max(focus[0] - width / 2, 0.0), 1 - width)
    y = min(max(focus[1] - height / 2, 0.0), 1 - height)
    return CropBox(x, y, width, height)


def upright(image: Image.Image) -> Image.Image:
    """The picture as a person sees it: the EXIF orientation applied; itself where it is upright."""
    if image.getexif().get(ExifTags.Base.Orientation, 1) == 1:
        image.load()
        return image
    return ImageOps.exif_transpose(image)


def render(master: Image.Image, channel: Channel, crop: CropBox) -> Image.Image:
    """The crop of the upright master as RGB in sRGB, in the channel's size or smaller.

    A master that is too small gives a smaller picture of the same aspect. Raises ValueError if
    the crop's aspect is not the channel's (a stretched person is never published).
    """
    master = upright(master)
    left, top = crop.x * master.width, crop.y * master.height
    width, height = crop.width * master.width, crop.height * master.height
    box = (left, top, min(left + width, master.width), min(top + height, master.height))
    size = _size(width, height, channel)
    if channel.width is None:  # whole pixels, untouched
        if size == master.size:
            return to_srgb(master)
        x, y = min(round(left), master.width - size[0]), min(round(top), master.height - size[1])
        return to_srgb(master.crop((x, y, x + size[0], y + size[1])))
    return to_srgb(master).resize(size, Image.Resampling.LANCZOS, box=box)


def to_srgb(image: Image.Image) -> Image.Image:
    """RGB pixels in sRGB: an embedded profile is converted, transparency laid on white."""
    image = _through_profile(image)
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        image = Image.new("RGBA", image.size, "white")
        image.alpha_composite(layer)
    return image if image.mode == "RGB" else image.convert("RGB")


def _through_profile(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in {"RGB", "RGBA", "CMYK", "L"}:
        return image
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    try:
        converted = ImageCms.profileToProfile(
            image, source, ImageCms.createProfile("sRGB"), outputMode=mode
        )
    except ImageCms.PyCMSError:  # a profile that doesn't fit its pixels: they speak for themselves
        return image
    return converted or image


def _size(width: float, height: float, channel: Channel) -> tuple[int, int]:
    if channel.width is None or channel.height is None:
        return max(1, int(width + _EPSILON)), max(1, int(height + _EPSILON))
    if abs(width / height * channel.height / channel.width - 1) > ASPECT_TOLERANCE:
        raise ValueError(f"The crop has not the aspect of {channel.title}.")
    scale = min(1.0, (width + _EPSILON) / channel.width, (height + _EPSILON) / channel.height)
    return max(1, int(channel.width * scale)), max(1, int(channel.height * scale))
