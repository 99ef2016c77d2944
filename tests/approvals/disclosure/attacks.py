"""What platforms and people do to a picture, and how two pictures are compared."""

import io
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps
from scipy import ndimage

type Attack = Callable[[Image.Image], Image.Image]


def saved(image: Image.Image, form: str, **options: object) -> Image.Image:
    out = io.BytesIO()
    image.save(out, form, **options)
    with Image.open(out) as opened:
        return opened.convert("RGB")


def jpeg(image: Image.Image, quality: int) -> Image.Image:
    return saved(image, "JPEG", quality=quality, subsampling=2)


def scaled(image: Image.Image, across: float, down: float) -> Image.Image:
    size = (round(image.width * across), round(image.height * down))
    return image.resize(size, Image.Resampling.BICUBIC)


def cropped(image: Image.Image, part: float) -> Image.Image:
    """Without `part` of each side, most of it from the left and the top."""
    left, top = (round(n * part * 0.7) for n in image.size)
    width, height = (round(n * (1 - part)) for n in image.size)
    return image.crop((left, top, left + width, top + height))


def turned(image: Image.Image, degrees: float) -> Image.Image:
    """About its middle, black in the corners."""
    return image.rotate(degrees, Image.Resampling.BICUBIC)


def social(image: Image.Image) -> Image.Image:
    """Uploaded, downloaded, and uploaded again: 1080 pixels wide, JPEG 70 with 4:2:0, twice."""
    once = min(1.0, 1080 / image.width)
    return jpeg(jpeg(scaled(image, once, once), 70), 70)


def screenshot(image: Image.Image) -> Image.Image:
    """Shown at another scale and a little brighter, and saved as WebP."""
    curve = [round(255 * (level / 255) ** 0.94) for level in range(256)]
    return saved(scaled(image, 0.8, 0.8).point(curve * 3), "WEBP", quality=85)


ATTACKS: dict[str, Attack] = {
    "nothing": lambda image: image,
    "jpeg_90": lambda image: jpeg(image, 90),
    "jpeg_70": lambda image: jpeg(image, 70),
    "jpeg_50": lambda image: jpeg(image, 50),
    "jpeg_40": lambda image: jpeg(image, 40),
    "jpeg_30": lambda image: jpeg(image, 30),
    "webp_80": lambda image: saved(image, "WEBP", quality=80),
    "avif_60": lambda image: saved(image, "AVIF", quality=60, speed=8),
    "half_size": lambda image: scaled(image, 0.5, 0.5),
    "social_twice": social,
    "crop_5": lambda image: cropped(image, 0.05),
    "crop_10": lambda image: cropped(image, 0.1),
    "crop_40": lambda image: cropped(image, 0.4),
    "crop_40_social": lambda image: social(cropped(image, 0.4)),
    "turn_2": lambda image: turned(image, 2),
    "screenshot": screenshot,
    "mirror": ImageOps.mirror,
    "wider_3": lambda image: scaled(image, 1.03, 1),
    "higher_3": lambda image: scaled(image, 1, 1.03),
}


def psnr(before: Image.Image, after: Image.Image) -> float:
    """Peak signal-to-noise ratio over all channels, dB."""
    difference = np.asarray(before, np.float32) - np.asarray(after, np.float32)
    return float(10 * np.log10(255**2 / np.mean(difference**2)))


def ssim(before: Image.Image, after: Image.Image) -> float:
    """Mean structural similarity of the luminance (Wang et al. 2004, Gaussian window of 1.5)."""
    a, b = (np.asarray(image.convert("L"), np.float64) for image in (before, after))
    mean_a, mean_b = _around(a), _around(b)
    variance_a, variance_b = _around(a * a) - mean_a**2, _around(b * b) - mean_b**2
    covariance = _around(a * b) - mean_a * mean_b
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    index = (2 * mean_a * mean_b + c1) * (2 * covariance + c2)
    index /= (mean_a**2 + mean_b**2 + c1) * (variance_a + variance_b + c2)
    return float(np.mean(index))


def _around(plane: NDArray[np.float64]) -> NDArray[np.float64]:
    mean: NDArray[np.float64] = ndimage.gaussian_filter(plane, 1.5, truncate=3.5)
    return mean
