"""The form for a new key: for which program, where, what it may do, and for how long."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.actions.api_key import LONGEST_NAME
from portal.models import Organisation
from portal.roles import FOR_PROGRAMS

TERMS = ((30, _("30 days")), (90, _("90 days")), (366, _("A year")))


class ApiKeyForm(forms.Form):
    """What a person says of a key that she wants."""

    name = forms.CharField(
        label=_("What is it for?"),
        max_length=LONGEST_NAME,
        help_text=_("The program, so that you know later which key is which."),
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("For"), empty_label=None
    )
    rights = forms.MultipleChoiceField(
        label=_("The program may"), choices=list(FOR_PROGRAMS.items()),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    days = forms.TypedChoiceField(label=_("Holds for"), choices=TERMS, coerce=int, initial=90)

    def __init__(self, *args: Any, organisations: Sequence[Organisation], **kwargs: Any) -> None:
        """Offer the ``organisations``, and what programs do in such ones."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        field.queryset = Organisation.objects.filter(pk__in=[each.pk for each in organisations])
        field.initial = organisations[0].pk
        if len(organisations) == 1:
            field.widget = forms.HiddenInput()
        kinds = {each.kind for each in organisations}
        offered = [(name, said) for name, (kind, said) in _by_kind().items() if kind in kinds]
        rights: Any = self.fields["rights"]
        rights.choices = offered
        rights.initial = [name for name, _said in offered[:1]] if len(offered) == 1 else []


def _by_kind() -> dict[str, tuple[str, Any]]:
    kinds = {"fill_orders": Organisation.Kind.STUDIO, "view_briefs": Organisation.Kind.BRAND}
    return {name: (kinds[name], said) for name, said in FOR_PROGRAMS.items()}
