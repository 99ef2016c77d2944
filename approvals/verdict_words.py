"""The five answers of verify in plain words, each with a word and a shape of its own."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.actions.verify import Answer, State, Technique

type Words = str | Promise


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """One of the five answers: ``title`` says it at once, ``text`` what follows from it."""

    state: State
    word: Words
    title: Words
    text: Words


ANSWERS = {
    each.state: each
    for each in (
        Verdict(
            state=State.INTACT,
            word=gettext_lazy("Intact"),
            title=gettext_lazy("Ours, and unchanged."),
            text=gettext_lazy(
                "This picture was published through Twinset. Nothing in the file was changed since."
            ),
        ),
        Verdict(
            state=State.ALTERED,
            word=gettext_lazy("Altered"),
            title=gettext_lazy("Ours, but changed since."),
            text=gettext_lazy(
                "The file carries our signature for a picture published through Twinset, "
                "and was changed after it was signed. The person in it did not agree to the change."
            ),
        ),
        Verdict(
            state=State.RECOGNISED,
            word=gettext_lazy("Recognised"),
            title=gettext_lazy("Ours, by its watermark."),
            text=gettext_lazy(
                "The pixels carry our invisible mark. The file itself is a copy: "
                "what it says besides proves nothing."
            ),
        ),
        Verdict(
            state=State.RESEMBLES,
            word=gettext_lazy("Resembles"),
            title=gettext_lazy("Looks like a picture published here."),
            text=gettext_lazy(
                "Nothing in the file proves where it comes from. It looks like one of the "
                "pictures that were published here: compare the two yourself."
            ),
        ),
        Verdict(
            state=State.UNKNOWN,
            word=gettext_lazy("Unknown"),
            title=gettext_lazy("Not known here."),
            text=gettext_lazy(
                "Nothing in the file leads to a picture published through Twinset. "
                "That does not say whether it is a photograph or was made by AI."
            ),
        ),
    )
}
TECHNIQUES = {
    "c2pa": gettext_lazy("Signature (C2PA)"),
    "metadata": gettext_lazy("Metadata"),
    "watermark": gettext_lazy("Watermark"),
    "fingerprint": gettext_lazy("Fingerprint"),
}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One technique as the page shows it; ``tone`` is a shape and a colour beside the word."""

    name: Words
    word: str
    tone: str
    detail: str


def techniques(answer: Answer) -> list[Row]:
    """Return what each technique found, in words."""
    return [
        Row(
            name=TECHNIQUES[name],
            word=_word(name, each),
            tone=_tone(name, each),
            detail=each.detail,
        )
        for name, each in answer.techniques.items()
    ]


def licence(answer: Answer) -> str:
    """Return whether the picture may still be shown, in a sentence; nothing where none is known."""
    if answer.licence is None:
        return ""
    of_the_other = answer.state in {State.RESEMBLES, State.ALTERED}
    if answer.licence == "in_force":
        return (
            _("The licence of the published picture is in force.")
            if of_the_other
            else _("Its licence is in force.")
        )
    if answer.licence == "withdrawn":
        return (
            _("The person in the published picture took it back: nobody may show it any more.")
            if of_the_other
            else _("The person in it took it back: nobody may show it any more.")
        )
    return (
        _("The licence of the published picture has ended: it may no longer be shown.")
        if of_the_other
        else _("Its licence has ended: it may no longer be shown.")
    )


def _word(name: str, technique: Technique) -> str:
    if not technique.found:
        return _("Not found")
    if name == "fingerprint":
        return _("Similar")
    if name == "metadata" and not technique.valid:
        return _("Proves nothing")
    return _("Holds") if technique.valid else _("Does not hold")


def _tone(name: str, technique: Technique) -> str:
    if not technique.found:
        return "ended"
    if technique.trusted:
        return "yes"
    return "change" if name == "c2pa" and not technique.valid else "note"
