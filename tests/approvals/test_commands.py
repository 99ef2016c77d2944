"""The commands by which the path is used and measured from outside."""

import io
import json
import logging
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from approvals.management.commands.journey import Command
from approvals.models import Publication
from portal.models import Organisation
from tests.approvals.disclosure.reading import read_xmp
from tests.people import picture_bytes

pytestmark = pytest.mark.django_db


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "picture.png"
    path.write_bytes(picture_bytes(3, (1080, 1350)))
    return path


def run(name: str, *args: object, **options: object) -> dict[str, Any]:
    out = StringIO()
    call_command(name, *map(str, args), "--json", stdout=out, **options)
    said: dict[str, Any] = json.loads(out.getvalue())
    return said


def verified(data: bytes, folder: Path) -> dict[str, Any]:
    path = folder / "asked"
    path.write_bytes(data)
    return run("verify", path)


@pytest.fixture
def walked(picture: Path, tmp_path: Path) -> dict[str, Any]:
    return run(
        "journey",
        *("--reference", picture, "--garment", picture, "--draft", picture),
        *("--generator", "studio", "--ai-system", "Stable Diffusion 3"),
        *("--channel", "instagram-feed", "web", "--channel", "merchant"),
        *("--out", tmp_path / "out", "--withdraw"),
    )


def test_a_journey_publishes_a_file_for_each_channel(walked: dict[str, Any]) -> None:
    assert [each["name"] for each in walked["steps"]] == [
        *("references", "tenants", "rights", "brief", "generate", "review", "publish", "write"),
        "withdraw",
    ]
    assert [each["channel"] for each in walked["published"]] == [
        "instagram-feed",
        "web",
        "merchant",
    ]
    for each in walked["published"]:
        assert set(each) == {"path", "sha256", "channel", "address"}
        assert Path(each["path"]).exists()
        fields = read_xmp(Path(each["path"]).read_bytes())
        assert str(fields["Iptc4xmpExt:DigitalSourceType"]).endswith("trainedAlgorithmicMedia")
        assert fields["Iptc4xmpExt:AISystemUsed"] == "Stable Diffusion 3"


def test_after_the_withdrawal_every_address_is_gone_at_once(walked: dict[str, Any]) -> None:
    assert len(walked["withdrawn"]) == 9
    for each in walked["withdrawn"]:
        assert (each["before"], each["after"]) == (200, 410), each["address"]
    assert set(Publication.objects.values_list("state", flat=True)) == {"down"}


def test_what_a_journey_published_is_known_and_its_copies_by_their_mark(
    walked: dict[str, Any], tmp_path: Path
) -> None:
    data = Path(walked["published"][1]["path"]).read_bytes()
    said = verified(data, tmp_path)
    assert (said["state"], said["known"], said["licence"]) == ("intact", True, "withdrawn")
    with Image.open(io.BytesIO(data)) as image:
        pixels, copy = image.copy(), io.BytesIO()
        image.resize((image.width // 2, image.height // 2)).save(copy, "JPEG", quality=60)
    assert verified(copy.getvalue(), tmp_path)["state"] == "recognised"
    pixels.putpixel((5, 5), (255, 0, 255))
    one = io.BytesIO()
    pixels.save(one, "PNG")
    said = verified(one.getvalue(), tmp_path)
    assert (said["state"], said["known"]) == ("recognised", True)


def test_each_journey_has_tenants_of_its_own(picture: Path, tmp_path: Path) -> None:
    for _ in range(2):
        run(
            "journey",
            *("--reference", picture, "--draft", picture, "--ai-system", "Any"),
            *("--channel", "web", "--out", tmp_path / "out"),
        )
    assert Organisation.objects.count() == 6


def test_a_journey_by_the_layout_generator(picture: Path, tmp_path: Path) -> None:
    said = run(
        "journey",
        *("--reference", picture, "--garment", picture, "--channel", "web"),
        *("--out", tmp_path / "out"),
    )
    (published,) = said["published"]
    fields = read_xmp(Path(published["path"]).read_bytes())
    assert "trainedAlgorithmicMedia" not in str(fields["Iptc4xmpExt:DigitalSourceType"])


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (["--channel", "billboard"], "no channel “billboard”"),
        (["--channel", "web", "--generator", "studio"], "--ai-system"),
        (["--channel", "web", "--draft", "PICTURE"], "--ai-system"),
        (["--channel", "web", "--generator", "layout", "--draft", "PICTURE"], "studio"),
        (["--channel", "web", "--reference", "JUNK"], "This is a PDF"),
        (["--channel", "web", "--reference", "MISSING"], "No such file"),
    ],
)
def test_a_journey_that_cannot_be_is_refused_in_a_sentence(
    args: list[str], sentence: str, picture: Path, tmp_path: Path
) -> None:
    (tmp_path / "junk").write_bytes(b"%PDF-1.7")
    paths = {"PICTURE": picture, "JUNK": tmp_path / "junk", "MISSING": tmp_path / "missing"}
    given = [str(paths.get(arg, arg)) for arg in args]
    with pytest.raises(CommandError, match=sentence):
        run("journey", "--reference", picture, "--out", tmp_path / "out", *given)
    assert not Organisation.objects.exists()


@pytest.mark.parametrize("source", ["trainedAlgorithmicMedia", "algorithmicMedia"])
def test_disclose_labels_describes_and_signs_as_a_test(
    picture: Path, tmp_path: Path, source: str
) -> None:
    out = tmp_path / "out.jpg"
    said = run("disclose", picture, "--channel", "web", "--out", out, "--source-type", source)
    assert (said["channel"], said["digital_source_type"]) == ("web", source)
    assert read_xmp(out.read_bytes())["dc:identifier"] == "urn:twinset:publication:test-disclosure"
    answer = run("verify", out)
    assert (answer["state"], answer["known"]) == ("unknown", False)
    assert answer["techniques"]["c2pa"]["valid"]
    assert answer["ai"]["digital_source_type"] == source


def test_disclose_refuses_in_a_sentence(picture: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no channel “moon”; there are instagram-feed"):
        run("disclose", picture, "--channel", "moon", "--out", tmp_path / "out")
    with pytest.raises(CommandError, match="No such file"):
        run("disclose", picture, "--channel", "web", "--out", tmp_path / "no" / "out")


def test_verify_says_what_it_is_in_sentences(picture: Path) -> None:
    out = StringIO()
    call_command("verify", str(picture), stdout=out)
    assert out.getvalue().startswith("Unknown: Not known here.")


def test_on_the_command_line_a_refusal_is_one_sentence_and_status_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from approvals.management.commands.verify import Command as Verify

    junk = tmp_path / "junk.gif"
    junk.write_bytes(b"GIF89a")
    with pytest.raises(SystemExit) as ended:
        Verify().run_from_argv(["manage.py", "verify", str(junk), "--json"])
    said = capsys.readouterr()
    assert ended.value.code == 1
    assert said.out == ""
    assert said.err == "This is a GIF. Please send JPEG, PNG, WebP, HEIC or AVIF.\n"
    assert logging.root.manager.disable == logging.NOTSET


def test_a_journey_asks_for_what_it_needs(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        Command().run_from_argv(["manage.py", "journey", "--json"])
    assert "--reference" in capsys.readouterr().err
