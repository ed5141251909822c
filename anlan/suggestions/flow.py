"""The lifecycle of a suggestion: sent, answered by the city's office, the answer read by whoever sent it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, allowed, denied
from anlan.lifecycle.flow import Counted, Flow, Step, Taken
from anlan.lifecycle.inputs import Form, Text
from anlan.org.models import Area
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.suggestions.models import Suggestion, SuggestionState

LIMITS = ((timedelta(hours=1), 5), (timedelta(days=1), 20))
"""In so long one person sends at most so many."""
_PATH = re.compile(r"/(?!/)[\w\-./%~]*", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class PagePath(Text):
    """The page on which somebody was: its path alone, for what is searched for may name people."""

    @property
    def kind(self) -> str:  # type: ignore[override]
        return "hidden"

    def parse(self, raw: Any) -> str:
        path = str(super().parse(str(raw)[: self.max_length])).split("?", 1)[0].split("#", 1)[0]
        return path if _PATH.fullmatch(path) else ""


SEND = Form(
    (
        Text(
            name="text",
            label=_("What should be better?"),
            min_length=4,
            max_length=1_000,
            lines=5,
            help=_("In your own words. Do not name people; hazards are recorded as hazards."),
        ),
        PagePath(name="page", label=_("Page"), required=False, max_length=300),
    )
)
ANSWER = Form((Text(name="answer", label=_("Answer"), min_length=2, max_length=1_000, lines=4),))
_OPEN = frozenset({SuggestionState.SENT})
_ANSWERED = frozenset({SuggestionState.ANSWERED})


def may_send(actor: Actor, _draft: Mapping[str, Any]) -> Decision:
    """Everybody who works here now sends suggestions, whatever his post."""
    if not actor.posts or actor.is_system:
        return denied(_("Suggestions are sent by whoever holds a post"), code="suggestion.no_post")
    return allowed(via=actor.posts[0])


def may_answer(actor: Actor, suggestion: Any) -> Decision:
    post = actor.holds_in(Permission.SUGGESTION_ANSWER, area_path=suggestion.area_path)
    if post is None:
        return denied(_("Suggestions are answered by the city's office"), code="suggestion.answer")
    return allowed(via=post)


def may_note(actor: Actor, suggestion: Any) -> Decision:
    if actor.is_system or actor.person_id != suggestion.sender_id:
        return denied(_("Only who sent it notes the answer"), code="suggestion.sender")
    return ALLOWED


def not_too_many(_case: None, taken: Taken) -> Decision:
    """Keep the box open for everybody: nobody fills it alone."""
    sent = Suggestion.objects.filter(sender=taken.by.person_id)
    for span, most in LIMITS:
        since = list(
            sent.filter(sent_at__gt=taken.at - span).order_by("sent_at").values_list("sent_at", flat=True)
        )
        if len(since) >= most:
            again = (since[-most] + span).astimezone(clock.SHANGHAI)
            told = {"most": most, "hours": int(span.total_seconds() // 3600), "time": f"{again:%m-%d %H:%M}"}
            return denied(
                _("You sent %(most)s suggestions within %(hours)s h. The next one can be sent from %(time)s.")
                % told,
                code="suggestion.many",
            )
    return ALLOWED


def suggestion_of(_case: None, taken: Taken) -> dict[str, Any]:
    assert taken.via is not None
    whole = Area.objects.get(pk=int(taken.via.area_path.strip("/").split("/")[0]))
    return {
        "text": taken.input["text"],
        "page": taken.input["page"],
        "role": taken.via.role,
        "sender_id": taken.by.person_id,
        "area_id": whole.pk,
        "area_path": whole.path,
        "sent_at": taken.at,
        "sent_on": clock.local_day(taken.at),
    }


def answered(_case: Any, taken: Taken) -> dict[str, Any]:
    return {
        "answer": taken.input["answer"],
        "answered_at": taken.at,
        "answered_by_id": taken.by.person_id,
    }


SUGGESTION_FLOW = Flow(
    "suggestion",
    model=Suggestion,
    name=_("suggestion"),
    states={s.value: s.label for s in SuggestionState},
    counted=Counted(day="sent_on", sector=""),
    steps=[
        Step(
            name="send",
            label=_("Send a suggestion"),
            done=_("sent a suggestion"),
            target=SuggestionState.SENT,
            rule=may_send,
            form=SEND,
            guard=not_too_many,
            effect=suggestion_of,
            looks_up=True,
        ),
        Step(
            name="answer",
            label=pgettext_lazy("suggestion", "Answer"),
            done=_("answered the suggestion"),
            sources=_OPEN,
            target=SuggestionState.ANSWERED,
            rule=may_answer,
            form=ANSWER,
            effect=answered,
        ),
        Step(
            name="note",
            label=_("I have read the answer"),
            done=_("read the answer"),
            sources=_ANSWERED,
            target=SuggestionState.NOTED,
            rule=may_note,
        ),
    ],
)
