"""What the steps of an issue take in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anlan.bulletins.editing import MOST_CHARACTERS
from anlan.bulletins.models import Issue, Series, SpecialSeries, Waiver, WaiverKind
from anlan.imports.inputs import Whole
from anlan.lifecycle.inputs import Choice, Day, Form, Input, Reference, Text


@dataclass(frozen=True, kw_only=True)
class Carried(Input):
    """Something that an action made ready and hands to the door; the journal keeps its digest."""

    model: type[Any]
    kind = "carried"

    def parse(self, raw: Any) -> Any:
        if isinstance(raw, self.model):
            return raw
        raise self.wrong_type(gettext("made ready by the page that signs"))

    def journal(self, value: Any) -> Any:
        return value.digest_text


def find_series(key: int) -> Series | None:
    return Series.objects.select_related("area", "issuer").filter(pk=key, closed_on=None).first()


def find_special(key: int) -> SpecialSeries | None:
    return SpecialSeries.objects.filter(pk=key).first()


def find_issue(key: int) -> Issue | None:
    return Issue.objects.signed().select_related("series").filter(pk=key).first()


def find_waiver(key: int) -> Waiver | None:
    return Waiver.objects.filter(pk=key, is_open=True).first()


LANGUAGE = Choice(name="language", label=_("Language"), choices=(("zh", _("Chinese")), ("en", _("English"))))
TITLE = Text(
    name="title",
    label=_("Title"),
    min_length=2,
    max_length=120,
    help=_("Its clauses with a full-width space between them: a line may break there."),
)
ON = Day(name="on", label=_("Figures to the end of"))
SPECIAL = Reference(
    name="special", label=_("Special series"), find=find_special, model=SpecialSeries, required=False
)
DRAFT = Form(
    (
        Reference(name="series", label=_("Series"), find=find_series, model=Series),
        SPECIAL,
        ON,
        TITLE,
        LANGUAGE,
        Reference(
            name="corrects",
            label=_("Corrects the issue"),
            find=find_issue,
            model=Issue,
            required=False,
            tells=False,
        ),
    )
)
KEY = Text(name="paragraph", label=_("Paragraph"), max_length=80)
SEEN = Whole(name="seen", label=_("Version that was seen"), least=0, most=10**6)
BODY = (
    Text(name="first", label=_("Heading of a chapter"), required=False, max_length=60),
    Text(name="second", label=_("Heading of a section"), required=False, max_length=60),
    Text(name="text", label=_("Text of the paragraph"), required=False, max_length=MOST_CHARACTERS, lines=6),
)
WRITE = Form((KEY, SEEN, *BODY))
ADD = Form((Text(name="after", label=_("Below the paragraph"), required=False, max_length=80), *BODY))
REMOVE = Form((KEY, SEEN))
MOVE = Form((KEY, Choice(name="to", label=_("Where to"), choices=(("up", _("up")), ("down", _("down"))))))
HEAD = Form((TITLE, ON, SPECIAL))
NOTE = Form((Text(name="note", label=_("Note"), required=False, max_length=300, lines=2),))


REASON_LABEL = _("Reason")


def reason(label: Any = REASON_LABEL) -> Text:
    return Text(name="reason", label=label, min_length=4, max_length=500, lines=2)


RETURN = Form((reason(_("What is to be changed")),))
REASON = Form((reason(),))
ASK = Form(
    (
        Choice(name="kind", label=_("What is waived"), choices=tuple(WaiverKind.choices)),
        Text(name="subject", label=_("Of what"), max_length=200),
        Text(
            name="text",
            label=_("Printed instead"),
            required=False,
            max_length=60,
            help=_("Of a figure: what the issue prints in its place. The true value stays beside it."),
        ),
        reason(),
    )
)
DECIDE = Form(
    (
        Reference(name="waiver", label=_("Waiver"), find=find_waiver, model=Waiver, tells=False),
        Choice(
            name="decision",
            label=_("Decision"),
            choices=(("grant", _("Grant")), ("refuse", _("Refuse"))),
        ),
    )
)
CORRECT = Form(
    (
        Text(
            name="subject",
            label=_("Figure or paragraph"),
            max_length=120,
            help=_("A printed number, chosen from the list, or where the mistake stands in words."),
        ),
        Text(name="old", label=_("What it said"), max_length=500, lines=2),
        Text(name="new", label=_("What is right"), max_length=500, lines=2),
        reason(_("Why")),
    )
)
