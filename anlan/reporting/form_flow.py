"""The lifecycle of forms: a version is entered, and may be withdrawn as long as nobody has reported in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.imports.inputs import Date, Named, YesNo
from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, allowed, denied
from anlan.kernel.errors import Conflict
from anlan.lifecycle import door
from anlan.lifecycle.door import Outcome
from anlan.lifecycle.flow import Counted, Flow, Step, Taken
from anlan.lifecycle.inputs import Form, Text
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.reporting import formbook
from anlan.reporting.form_definitions import FieldList
from anlan.reporting.form_models import FormChange, FormKind, FormState, FormVersion
from anlan.reporting.formbook import content_digest
from anlan.reporting.models import Due, ReportRule

FORM_CODE = re.compile(r"[a-z][a-z0-9_-]{1,19}\Z")
DEFINE = Form(
    (
        Text(
            name="code",
            label=gettext_lazy("Form code"),
            max_length=20,
            help=gettext_lazy(
                "Small letters, digits, dash; the code of a known form enters a new version of it."
            ),
        ),
        Text(name="name", label=gettext_lazy("Name of the form"), max_length=60),
        Text(name="name_en", label=gettext_lazy("Name in English"), max_length=80, required=False),
        Named(
            name="kind",
            label=gettext_lazy("Recurrence"),
            choices=tuple((k.value, k.label) for k in FormKind),
            also=(("日报", "daily"), ("周报", "weekly"), ("月报", "monthly"), ("其他", "other")),
        ),
        Date(
            name="first_day",
            label=gettext_lazy("In force from"),
            help=gettext_lazy(
                "Reports of that day and later are sent in it; what was sent before stays as it is."
            ),
        ),
        YesNo(name="takes_zero", label=gettext_lazy("“All safe” may be signed in place of it")),
        FieldList(name="fields", label=gettext_lazy("Fields")),
    )
)
WITHDRAW = Form((Text(name="reason", label=gettext_lazy("Reason"), max_length=300, lines=2),))


def may_define(actor: Actor, draft: Mapping[str, Any]) -> Decision:
    return keeps_form(actor, str(draft.get("code", "")))


def may_withdraw(actor: Actor, change: Any) -> Decision:
    return keeps_form(actor, change.code)


def keeps_form(actor: Actor, code: str) -> Decision:
    """A form is kept by the office of the area in which it was entered first, or by one above. One query.

    A new one belongs to the area of whoever enters it.
    """
    posts = [p for p in actor.posts if Permission.REPORT_FORM in p.permissions and not p.own_only]
    if not posts:
        return denied(
            gettext_lazy("Only the office that collects the reports enters forms"), code="form.office"
        )
    home = formbook.home_of(code)
    for post in posts:
        if home is None or home.startswith(post.area_path):
            return allowed(via=post)
    return denied(
        gettext_lazy(
            "This form is kept by the office of another area: enter one of your own under another code"
        ),
        code="form.area",
    )


def version_is_sound(_case: None, taken: Taken) -> Decision:
    """A form keeps its code and kind; a new version says something new, from today or later, after the one before."""
    given = taken.input
    if not FORM_CODE.match(given["code"]):
        return denied(
            gettext_lazy("A form code has 2 to 20 signs: small letters, digits, dash and _, a letter first."),
            code="form.code",
        )
    former = FormVersion.objects.filter(code=given["code"], is_withdrawn=False).order_by("-first_day").first()
    if former is None:
        return ALLOWED
    if given["kind"] != former.kind:
        return denied(
            _("“%(name)s” is a “%(kind)s” and stays one: enter another form under a new code.")
            % {"name": former.label, "kind": FormKind(former.kind).label},
            code="form.kind",
        )
    today = clock.local_day(taken.now or taken.at)
    if given["first_day"] < today:
        return denied(
            _("A new version begins today (%(day)s) or later: reports sent before keep theirs.")
            % {"day": today},
            code="form.past",
        )
    if given["first_day"] <= former.first_day:
        return denied(
            _("Version %(n)s begins on %(day)s: a new one begins later, or that one is withdrawn first.")
            % {"n": former.version, "day": former.first_day},
            code="form.order",
        )
    if content_digest(_content(taken)) == former.digest:
        return denied(
            _("It says the same as version %(n)s: nothing is entered.") % {"n": former.version},
            code="form.same",
        )
    return ALLOWED


def _content(taken: Taken) -> dict[str, Any]:
    told = {name: taken.input[name] for name in ("code", "name", "name_en", "kind", "takes_zero", "fields")}
    return {**told, "kind": str(told["kind"])}


def change_of(_case: None, taken: Taken) -> dict[str, Any]:
    assert taken.via is not None
    code = taken.input["code"]
    last = FormVersion.objects.filter(code=code).aggregate(last=Max("version"))["last"] or 0
    return {
        "code": code,
        "version": last + 1,
        "first_day": taken.input["first_day"],
        "area_id": taken.via.area_id,
        "area_path": taken.via.area_path,
        "organisation_id": taken.via.organisation_id,
    }


def write_version(change: Any, taken: Taken, seq: int) -> None:
    told = _content(taken)
    FormVersion.objects.create(
        **told, version=change.version, first_day=change.first_day, digest=content_digest(told), change_id=seq
    )


def nobody_used_it(change: Any, _taken: Taken | None = None) -> Decision:
    """A version goes only unused, and not from under reports that are due in it."""
    used = Due.objects.filter(form_version__change=change.id).count()
    if used:
        return denied(
            _("%(n)s reports were sent in this version: it stays. Enter a new version instead.")
            % {"n": used},
            code="form.used",
        )
    others = FormVersion.objects.filter(code=change.code, is_withdrawn=False).exclude(change=change.id)
    asked = (
        ReportRule.objects.filter(form=change.code).exists() or Due.objects.filter(form=change.code).exists()
    )
    if asked and not others.exists():
        return denied(
            gettext_lazy("Rules ask for this form, and it has no other version: end the rules first."),
            code="form.asked",
        )
    return ALLOWED


def withdraw_version(change: Any, _taken: Taken, _seq: int) -> None:
    FormVersion.objects.filter(change=change.id).update(is_withdrawn=True)


FORM_FLOW = Flow(
    "form",
    model=FormChange,
    name=gettext_lazy("form"),
    states={s.value: s.label for s in FormState},
    counted=Counted(day="first_day", sector=""),
    steps=[
        Step(
            name="define",
            label=gettext_lazy("Enter a version of a form"),
            done=gettext_lazy("entered a version of the form"),
            target=FormState.ENTERED,
            rule=may_define,
            form=DEFINE,
            guard=version_is_sound,
            effect=change_of,
            projects=write_version,
            looks_up=True,
        ),
        Step(
            name="withdraw",
            label=gettext_lazy("Withdraw the version"),
            done=gettext_lazy("withdrew the version of the form"),
            sources=frozenset({FormState.ENTERED}),
            target=FormState.WITHDRAWN,
            rule=may_withdraw,
            form=WITHDRAW,
            guard=nobody_used_it,
            projects=withdraw_version,
            looks_up=True,
        ),
    ],
)


def define(*, by: Actor, given: Mapping[str, Any], key: str | None = None) -> Outcome:
    """Enter a version; of two that come at one moment the second is told so."""
    try:
        return door.open_case(FORM_FLOW, "define", by=by, input=given, key=key)
    except IntegrityError:
        raise Conflict(
            "form.raced",
            _(
                "Somebody else entered a version of this form at the same moment. Look at it, then enter yours."
            ),
        ) from None
