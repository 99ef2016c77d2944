"""The samples that the style page shows; used in development only."""

from base64 import b64encode
from datetime import UTC, datetime
from typing import Any

from django import forms, template

register = template.Library()

_FIGURE = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1080 1350"
width="1080" height="1350"><defs><linearGradient id="g" x2="0" y2="1"><stop stop-color="#b9bfc3"/>
<stop offset=".8" stop-color="#d3d6d6"/><stop offset="1" stop-color="#b4b9bc"/>
</linearGradient></defs>
<rect width="1080" height="1350" fill="url(#g)"/><ellipse cx="560" cy="1270" rx="330" ry="34"
fill="#8f9599"/><path d="M450 900h90l-14 370h-74zM550 900h90l6 370h-74z" fill="#2c2725"/>
<path d="M430 330 380 620l-16 360h360l-18-360-50-290-110-40z" fill="{coat}"/>
<path d="M500 300h90l-44 190z" fill="#211d1b"/><rect x="515" y="240" width="60" height="80"
fill="#e3b99a"/><ellipse cx="545" cy="190" rx="66" ry="84" fill="#edc6a8"/>
<path d="M472 260c-14-150 20-170 74-170s88 30 72 170c-10-60-20-90-40-104-40 16-80 10-90 0z"
fill="#191617"/><path d="M400 620h300" stroke="#5c4327" stroke-width="16"/></svg>"""


class SampleForm(forms.Form):
    """Every kind of widget once."""

    name = forms.CharField(help_text="As the model will read it.", initial="Spring coats")
    due = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    idea = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), required=False)
    medium = forms.ChoiceField(choices=[("web", "Web shop"), ("instagram", "Instagram")])
    territory = forms.MultipleChoiceField(
        choices=[("eu", "European Union"), ("uk", "United Kingdom"), ("us", "United States")],
        widget=forms.CheckboxSelectMultiple,
    )
    review = forms.ChoiceField(
        choices=[("one", "One person of ours"), ("two", "Two people of ours")],
        widget=forms.RadioSelect,
    )
    exclusive = forms.BooleanField(required=False, label="Nobody else in this category")


def _picture(coat: str) -> str:
    drawn = _FIGURE.replace("{coat}", coat).encode()
    return f"data:image/svg+xml;base64,{b64encode(drawn).decode()}"


def _card(number: int, coat: str, word: str, tone: str, meta: str) -> dict[str, Any]:
    return {
        "id": number,
        "title": f"Coat {number}",
        "href": f"#coat-{number}",
        "src": _picture(coat),
        "width": 1080,
        "height": 1350,
        "alt": f"Mila in coat {number}, standing, in a grey studio",
        "word": word,
        "tone": tone,
        "meta": meta,
        "chosen": tone == "wait",
    }


@register.simple_tag
def samples() -> dict[str, Any]:
    """Return what the components of the style page are filled with."""
    at = datetime(2027, 3, 4, 9, 30, tzinfo=UTC)
    form = SampleForm({"name": "", "due": "31 May", "medium": "web", "review": "one"})
    pictures = [
        _card(1, "#b98a4e", "Yes from all", "yes", "Version 2, 4 March"),
        _card(2, "#7d8a6a", "Waits for Mila", "wait", "Version 1, 4 March"),
        _card(3, "#a65f52", "Change asked", "change", "Version 1, 3 pins"),
        _card(4, "#3f4756", "No from Mila", "no", "Version 3, 2 March"),
        _card(5, "#c9b9a2", "Live", "live", "Instagram, until 31 May"),
        _card(6, "#6b5a73", "Ended", "ended", "Taken down 1 March"),
    ]
    return {
        "form": form,
        "clean": SampleForm(),
        "pictures": pictures,
        "before": _picture("#b98a4e"),
        "after": _picture("#a65f52"),
        "pins": [
            {"number": 1, "x": 0.372, "y": 0.459, "text": "The belt sits too high.", "by": "Mila"},
            {
                "number": 2,
                "x": 0.44,
                "y": 0.06,
                "w": 0.13,
                "h": 0.17,
                "text": "This is not my hairline.",
                "by": "Mila",
                "when": "3 March",
                "asked": True,
            },
        ],
        "trail": [{"label": "Briefs", "url": "#briefs"}, {"label": "Nordlicht", "url": "#brand"}],
        "navigation": [
            {"label": "Briefs", "url": "#b", "current": True, "count": None},
            {"label": "Waiting for me", "url": "#w", "current": False, "count": 7},
            {"label": "Published", "url": "#p", "current": False, "count": None},
            {"label": "Licences", "url": "#l", "current": False, "count": None},
            {"label": "Statements", "url": "#s", "current": False, "count": None},
        ],
        "tabs": [
            {"label": "All", "url": "#all", "current": True, "count": 12},
            {"label": "Waiting", "url": "#waiting", "current": False, "count": 7},
            {"label": "Settled", "url": "#settled", "current": False, "count": 5},
        ],
        "facts": [
            ("Brand", "Nordlicht AB, Stockholm"),
            ("Use", "Instagram and web shop, European Union"),
            ("Until", "31 May 2027"),
            ("Pay", "412.00 EUR for each picture"),
        ],
        "columns": [
            {"label": "Picture", "number": False},
            {"label": "Use", "number": False},
            {"label": "Due", "number": False},
            {"label": "Amount", "number": True},
        ],
        "rows": [
            ["Coat 1", "Instagram, EU", "31 March 2027", "412.00 EUR"],
            ["Coat 2", "Web shop, EU and UK", "31 March 2027", "1,180.00 EUR"],
            ["Coat 5", "Newsletter, EU", "30 April 2027", "96.50 EUR"],
        ],
        "foot": ["Together", "", "", "1,688.50 EUR"],
        "lines": [
            {"label": "Instagram, EU", "detail": "3 months from 1 March", "amount": "320.00 EUR"},
            {"label": "Web shop, EU", "detail": "3 months from 1 March", "amount": "180.00 EUR"},
            {"label": "Agency", "detail": "20 percent of use", "amount": "100.00 EUR"},
        ],
        "gaps": [
            "The licence ends on 31 May; the brief asks for use until 30 June.",
            "Mila's consent leaves out swimwear.",
        ],
        "events": [
            {
                "who": "Bram",
                "did": "ordered 12 pictures.",
                "when": "2 March 2027, 16:04",
                "instant": at,
            },
            {
                "who": "Mila",
                "did": "asked for a change.",
                "when": "3 March 2027, 21:17",
                "instant": at,
                "tone": "change",
                "note": "The belt sits too high.",
            },
            {
                "who": "Mila",
                "did": "said yes to version 2.",
                "when": "4 March 2027, 10:30",
                "instant": at,
                "tone": "yes",
                "now": True,
            },
        ],
        "swatches": [
            {"name": "Camel", "colour": "#b98a4e"},
            {"name": "Moss", "colour": "#7d8a6a"},
            {"name": "Chalk", "colour": "#f4efe6"},
            {"name": "Ink", "colour": "#22262e"},
        ],
        "parts": [
            {
                "title": "What stops now",
                "lines": ["Three runs that are being made", "Two pictures waiting for you"],
            },
            {
                "title": "What comes down",
                "lines": ["Four pictures on Instagram, by tomorrow 18:00", "One page of ours, now"],
            },
            {"title": "What stays payable", "lines": ["1,648.00 EUR, due on 31 March"]},
        ],
    }
