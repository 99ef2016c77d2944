"""What somebody types who proposes a licence; nothing in it is chosen in advance but the days."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.web import brief_words as words
from approvals.web.brief_form import Day, many, one
from portal.models import Organisation
from twins.actions.licence import Terms
from twins.terms import CONTEXTS

YES_NO = (("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No")))
FIRST_YEAR = timedelta(days=364)
MOST_PICTURES = 10_000
MOST_DAYS = 120


class LicenceForm(forms.Form):
    """Terms as they are typed. Which terms can be proposed is for the act to say."""

    brand = forms.ModelChoiceField(
        Organisation.objects.none(), label=gettext_lazy("For"), empty_label=None
    )
    scope = forms.CharField(
        label=gettext_lazy("Scope"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Which pictures of her: what they show, and how she is seen."),
    )
    purpose = forms.CharField(
        label=gettext_lazy("Purpose"),
        max_length=500,
        help_text=gettext_lazy("What they are used for, such as advertising or online sale."),
    )
    product_line = forms.CharField(
        label=gettext_lazy("Product line"),
        max_length=80,
        help_text=gettext_lazy("Briefs name it as it stands here."),
    )
    shown_in = many(words.MEDIA.items(), label=gettext_lazy("Shown in"))
    territories = many(words.TERRITORIES.items(), label=gettext_lazy("Where"))
    starts_on = forms.DateField(label=gettext_lazy("From"), widget=Day())
    ends_on = forms.DateField(
        label=gettext_lazy("Until"),
        widget=Day(),
        help_text=gettext_lazy("Both days are included."),
    )
    image_cap = forms.IntegerField(
        label=gettext_lazy("Pictures at most"), min_value=1, max_value=MOST_PICTURES
    )
    prohibited_contexts = many(
        [(code, words.CONTEXTS[code]) for code in CONTEXTS],
        label=gettext_lazy("Never for"),
        required=False,
        help_text=gettext_lazy("What her consent leaves out is never allowed, named here or not."),
    )
    payment_days = forms.IntegerField(
        label=gettext_lazy("Days until it is paid"), min_value=0, max_value=MOST_DAYS, initial=30
    )
    published_unpaid = one(
        YES_NO, label=gettext_lazy("May pictures be published before they are paid?")
    )

    def __init__(
        self,
        data: MultiValueDict[str, str] | None = None,
        *,
        brands: QuerySet[Organisation],
        at: datetime,
    ) -> None:
        """``brands``: those to which it may be proposed."""
        days = {"starts_on": at.date(), "ends_on": at.date() + FIRST_YEAR}
        super().__init__(data, initial=days)
        brand = self.fields["brand"]
        assert isinstance(brand, forms.ModelChoiceField)  # noqa: S101 - declared above
        brand.queryset = brands

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning, beside the field."""
        typed = super().clean() or {}
        begins, ends = typed.get("starts_on"), typed.get("ends_on")
        if begins and ends and ends < begins:
            self.add_error("ends_on", _("This is before it begins."))
        return typed

    def terms(self) -> Terms:
        """Return what is proposed. Only for a form that is valid."""
        typed = dict(self.cleaned_data)
        del typed["brand"]
        media, paid_first = typed.pop("shown_in"), typed.pop("published_unpaid") == "no"
        return Terms(**typed, media=media, no_use_until_paid=paid_first)
