"""What a brand types into a brief: one form for the page, for the live check and for the act."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.actions.brief import MOST_PICTURES, Wish
from approvals.models import Asset, Brief, Channel
from approvals.web import brief_words as words
from approvals.web import upload
from approvals.web.casting import castable
from portal.imaging import Refused
from portal.instants import last_day
from portal.models import Organisation, Upload, User
from twins.models import Licence, Twin
from twins.terms import CONTEXTS

ZONES = {"garments": Asset.Kind.GARMENT, "moods": Asset.Kind.MOOD}
"""The two places for files without JavaScript, by the name of their input."""


class Day(forms.DateInput):
    """A day, with the browser's own calendar; ISO as that asks for."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def many(choices: Iterable[tuple[str, Any]], **more: Any) -> forms.MultipleChoiceField:
    widget = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(choices=list(choices), widget=widget, **more)


def one(choices: Iterable[tuple[str, Any]], **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(choices=list(choices), widget=forms.RadioSelect, **more)


class BriefForm(forms.Form):
    """A wish as it is typed. Which wishes can be kept is for the act to say."""

    brand = forms.ModelChoiceField(Organisation.objects.none(), label=gettext_lazy("For"))
    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    idea = forms.CharField(
        label=gettext_lazy("Idea"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "Light, place, posture, what must not be there. The model reads it."
        ),
    )
    product_line = forms.CharField(
        label=gettext_lazy("Product line"),
        max_length=80,
        help_text=gettext_lazy("A licence is for one product line; write it as it stands there."),
        widget=forms.TextInput(attrs={"list": "product-lines", "autocomplete": "off"}),
    )
    contexts = many(
        [(code, words.CONTEXTS[code]) for code in CONTEXTS],
        label=gettext_lazy("Will there be any of this in the pictures?"),
        required=False,
        help_text=gettext_lazy("Leave all empty if not. Models exclude some of these."),
    )
    twins = forms.ModelMultipleChoiceField(
        Twin.objects.none(), label=gettext_lazy("Models"), required=False
    )
    pictures = forms.IntegerField(
        label=gettext_lazy("Pictures of each model"),
        min_value=1,
        max_value=MOST_PICTURES,
        initial=1,
    )
    together = forms.TypedChoiceField(
        label=gettext_lazy("If there are several models"),
        choices=[
            ("", gettext_lazy("Each alone in her pictures")),
            ("yes", gettext_lazy("All together in each picture")),
        ],
        coerce=bool,
        empty_value="",
        required=False,
        widget=forms.RadioSelect,
    )
    channels = forms.ModelMultipleChoiceField(
        Channel.objects.all(), label=gettext_lazy("Channels"), to_field_name="name"
    )
    territories = many(words.TERRITORIES.items(), label=gettext_lazy("Where"))
    starts_on = forms.DateField(label=gettext_lazy("Used from"), widget=Day())
    ends_on = forms.DateField(
        label=gettext_lazy("Used until"),
        widget=Day(),
        help_text=gettext_lazy("Both days are included."),
    )
    due_on = forms.DateField(label=gettext_lazy("Pictures wanted by"), widget=Day(), required=False)
    generator = one([], label=gettext_lazy("Who makes the pictures"))
    label_corner = one(
        words.CORNERS.items(),
        label=gettext_lazy("Corner of the AI label"),
        help_text=gettext_lazy("The law asks for it in the picture itself."),
        initial="top-right",
    )
    label_variant = one(
        words.VARIANTS.items(), label=gettext_lazy("Look of the label"), initial="dark"
    )
    language = one(words.LANGUAGES.items(), label=gettext_lazy("Language of the label"))

    def __init__(
        self,
        data: MultiValueDict[str, str] | None = None,
        *,
        brands: Sequence[Organisation],
        at: datetime,
        brief: Brief | None = None,
    ) -> None:
        """``brands``: those that may be chosen; ``brief``: the one that is written anew."""
        super().__init__(data, initial=_initial(brief) if brief else {})
        self.brands = [brief.brand] if brief else list(brands)
        brand = self.choice("brand")
        brand.queryset = Organisation.objects.filter(pk__in=[each.pk for each in self.brands])
        brand.initial = self.buyer.pk
        if len(self.brands) == 1:
            brand.widget = forms.HiddenInput()
        self._castable = castable(self.buyer, at=at, brief=brief)
        self.choice("twins").queryset = self._castable
        generator = self.fields["generator"]
        generator.choices = words.generators()  # type: ignore[attr-defined]
        generator.initial = "layout"
        self.fields["language"].initial = self.buyer.language

    def choice(self, name: str) -> "forms.ModelChoiceField[Any]":
        """Return a field that chooses among rows."""
        chosen = self.fields[name]
        assert isinstance(chosen, forms.ModelChoiceField)  # noqa: S101 - declared above
        return chosen

    @property
    def buyer(self) -> Organisation:
        """The brand chosen so far, else the first there is."""
        asked = self.data.get("brand", "")
        return next((each for each in self.brands if str(each.pk) == asked), self.brands[0])

    @property
    def castable(self) -> QuerySet[Twin]:
        """The twins that this brand can ask for."""
        return self._castable

    def picked(self) -> list[UUID]:
        """Return the ids of the twins that are chosen so far and can be."""
        asked = self["twins"].value() or []
        return [pk for pk in map(as_uuid, asked) if pk]

    def channel_groups(self) -> list[dict[str, Any]]:
        """Return the channels by medium, each with its size, for the cards of the page."""
        chosen = {str(name) for name in self["channels"].value() or []}
        channels = list(Channel.objects.all())
        order = [each.medium for each in channels]
        channels.sort(key=lambda each: order.index(each.medium))
        return [
            {
                "medium": words.medium(medium),
                "channels": [_channel_card(each, chosen) for each in group],
            }
            for medium, group in groupby(channels, key=lambda each: each.medium)
        ]

    def product_lines(self) -> list[str]:
        """Return the product lines of the brand's licences, to choose from."""
        lines = Licence.objects.of_brand(self.buyer).filter(ended_at__isnull=True)
        return sorted(set(lines.values_list("product_line", flat=True)))

    def wish(self) -> Wish:
        """Return what was typed as the act takes it. Only for a form that is valid."""
        asked = {name: value for name, value in self.cleaned_data.items() if name != "brand"}
        asked["channels"] = [channel.name for channel in asked["channels"]]
        asked["twins"], asked["together"] = list(asked["twins"]), bool(asked["together"])
        return Wish(**asked)


@dataclass
class Files:
    """The pictures that came with a form: kept, refused, and those that were there twice."""

    kept: list[Upload] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)

    def cards(self, kind: str) -> list[dict[str, Any]]:
        """Return the cards of one kind's uploads."""
        return [upload.card(each) for each in self.kept if each.kind == kind]


def files_of(request: HttpRequest, user: User) -> Files:
    """Return the person's earlier uploads that the form names, and keep the files it carries."""
    named = [pk for pk in map(as_uuid, request.POST.getlist("uploads")) if pk]
    earlier = Upload.objects.filter(user=user, kind__in=ZONES.values(), pk__in=named)
    files = Files(
        list(earlier.select_related("file").prefetch_related("file__marks").order_by("created_at"))
    )
    for name, kind in ZONES.items():
        for file in request.FILES.getlist(name):
            _keep(files, file, kind, user)
    return files


def dropped_assets(request: HttpRequest, brief: Brief | None) -> list[Asset]:
    """Return the brief's pictures that the form no longer names."""
    if brief is None:
        return []
    named = [pk for pk in map(as_uuid, request.POST.getlist("assets")) if pk]
    return list(brief.assets.exclude(pk__in=named))


def as_uuid(text: object) -> UUID | None:
    """Return the id that ``text`` writes, None when it is none."""
    try:
        return UUID(str(text))
    except ValueError:
        return None


def _keep(files: Files, file: "UploadedFile[bytes]", kind: str, user: User) -> None:
    try:
        kept = upload.take(file, kind=kind, user=user)
    except Refused as refused:
        files.refused.append(f"{file.name}: {refused.sentence}")
        return
    if kept in files.kept:
        files.twice.append(_("You already added this picture: %(name)s") % {"name": file.name})
    else:
        files.kept.append(kept)


def _channel_card(channel: Channel, chosen: set[str]) -> dict[str, Any]:
    width, height = channel.width or 4, channel.height or 5
    scale = 28 / max(width, height)
    return {
        "name": channel.name,
        "title": str(channel),
        "size": words.pixels(channel.width, channel.height),
        "sized": channel.width is not None,
        "draw_width": round(width * scale, 1),
        "draw_height": round(height * scale, 1),
        "chosen": channel.name in chosen,
    }


def _initial(brief: Brief) -> dict[str, Any]:
    same = (
        "title idea product_line contexts territories pictures generator label_corner "
        "label_variant language"
    ).split()
    return {
        **{name: getattr(brief, name) for name in same},
        "together": "yes" if brief.together else "",
        "starts_on": brief.starts_at.astimezone(ZoneInfo(brief.zone)).date(),
        "ends_on": last_day(brief.ends_at, brief.zone),
        "due_on": last_day(brief.due_at, brief.zone) if brief.due_at else None,
        "channels": list(brief.channels.values_list("name", flat=True)),
        "twins": list(brief.casting.values_list("twin", flat=True)),
    }
