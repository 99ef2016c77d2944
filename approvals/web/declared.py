"""What the maker declares of a picture, in plain words, and the form that asks for it."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.actions.generate import Declaration
from approvals.disclosure.words import SOURCE_TYPES
from approvals.models import Draft
from approvals.models.found_marks import marks_of
from approvals.web.mark_words import said_of_itself
from portal.wording import say

USUAL = "trainedAlgorithmicMedia"
HOW = {
    "trainedAlgorithmicMedia": gettext_lazy("Rendered by a trained AI model"),
    "compositeWithTrainedAlgorithmicMedia": gettext_lazy("A photograph, edited with AI"),
    "compositeSynthetic": gettext_lazy("Put together, with AI elements among others"),
    "algorithmicMedia": gettext_lazy("Drawn by rules, no AI model"),
    "composite": gettext_lazy("Put together from pictures, no AI model"),
    "digitalCapture": gettext_lazy("A photograph, no AI model"),
}


def how_made(source_type: str) -> str:
    """Return a digital source type in plain words."""
    return str(HOW.get(source_type, source_type))


def facts(draft: Draft, *, has_marks: bool = True) -> list[tuple[str, str]]:
    """Return what the maker declared, as terms and descriptions.

    Not ``has_marks``: it is known that the file had none.
    """
    marks = marks_of(draft.master) if has_marks else []
    told = [
        (_("Made with"), f"{draft.ai_system} {draft.ai_version}".strip()),
        (_("How"), how_made(draft.digital_source_type)),
        (_("Why not by a model"), draft.source_type_reason and say(draft.source_type_reason)),
        (_("The file itself"), said_of_itself(marks)),
        (_("Body shape"), draft.body_shape_changed or _("Not changed, says the maker")),
    ]
    return [(term, words) for term, words in told if words]


class DeclarationForm(forms.Form):
    """What stands beside each picture of a delivery."""

    ai_system = forms.CharField(
        label=gettext_lazy("Made with"),
        max_length=120,
        help_text=gettext_lazy("The system that made it."),
    )
    ai_version = forms.CharField(label=gettext_lazy("Its version"), max_length=60, required=False)
    digital_source_type = forms.ChoiceField(
        label=gettext_lazy("How it was made"),
        choices=[(name, HOW[name]) for name in SOURCE_TYPES],
        initial=USUAL,
    )
    reason = forms.CharField(
        label=gettext_lazy("Why it was not rendered by a trained model"),
        help_text=gettext_lazy(
            "Only for other answers than the first. Agency and model read it before they judge."
        ),
        max_length=300,
        required=False,
    )
    body_shape_changed = forms.CharField(
        label=gettext_lazy("Body shape changed?"),
        help_text=gettext_lazy("Say what, where a law asks for it. Empty: not changed."),
        max_length=300,
        required=False,
    )

    def declaration(self) -> Declaration:
        """Return what was declared; the form was found valid."""
        return Declaration(**self.cleaned_data)
