"""What the steps of a penalty take in."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.enforcement import inputs
from anlan.enforcement.inputs import Money, of, words
from anlan.enforcement.models import Appeal, Measure, Penalty, PenaltyKind, Punished, SitePaper
from anlan.inspections.models import Visit
from anlan.lifecycle.inputs import Choice, Day, Form, Moment, Reference

KIND = Choice(name="kind", label=_("Kind of penalty"), choices=of(PenaltyKind))
PUNISHED = Choice(name="punished", label=_("Who is punished"), choices=of(Punished))
PERSON = words(
    "person_name", _("Name of the person"), 60, required=False, help=_("Where a person is punished.")
)
FACTS = words("facts", _("Facts and evidence"), 1_000, lines=3, least=4)
VIOLATES = words("violates", _("Law that was broken, with its article"), 300, least=4)
BASIS = words("basis", _("Law by which it is punished, with its article"), 300, least=4)
AMOUNT = Money(
    name="amount", label=_("Amount (yuan)"), required=False, help=_("Of a fine or a confiscation.")
)
FILE = Form(
    (
        inputs.PREMISES,
        Reference(name="visit", label=_("Visit"), find=inputs.find_visit, model=Visit, required=False),
        KIND,
        PUNISHED,
        PERSON,
        FACTS,
        VIOLATES,
        BASIS,
        AMOUNT,
        Choice(
            name="summary",
            label=_("On the spot"),
            choices=inputs.YES_NO,
            required=False,
            help=_("Small fines are decided at once, without telling beforehand."),
        ),
    )
)
HEAR = Form(
    (
        words("statement", _("What was said in reply"), 1_000, lines=4, least=2),
        Choice(name="hearing", label=_("A hearing was held"), choices=inputs.YES_NO, required=False),
    )
)
DECIDE = Form(
    (
        inputs.DECISION,
        Money(
            name="amount",
            label=_("Amount decided (yuan)"),
            required=False,
            help=_("Empty: as it was told beforehand; never more."),
        ),
        inputs.NOTE,
    )
)
FILE_DAILY = Form(
    (
        Reference(name="penalty", label=_("Fine that is defied"), find=inputs.find_penalty, model=Penalty),
        Reference(
            name="order",
            label=_("Order that is not followed"),
            find=inputs.find_order,
            model=SitePaper,
            help=_(
                "A rectification order whose re-check, after its deadline and after the fine, found it not followed."
            ),
        ),
    )
)
REVOKE = Form((words("reason", _("Reason"), 300, lines=2, least=4, help=_("It stands on the paper.")),))
APPEAL = Form(
    (
        Choice(
            name="kind",
            label=_("Appeal"),
            choices=(
                (Appeal.REVIEW.value, _("Administrative review")),
                (Appeal.LITIGATION.value, _("Litigation")),
            ),
        ),
        inputs.NOTE,
    )
)
APPEAL_END = Form(
    (
        Choice(
            name="result",
            label=_("Result"),
            choices=tuple((a.value, a.label) for a in (Appeal.UPHELD, Appeal.CHANGED, Appeal.REVOKED)),
        ),
        Money(
            name="amount",
            label=_("Amount after the change (yuan)"),
            required=False,
            help=_("Never more than before. What was paid beyond it is given back."),
        ),
        inputs.NOTE,
    )
)
WEIGH = Form(
    (
        Choice(
            name="decision",
            label=_("Closure"),
            choices=(("ask", _("It is asked for")), ("not", _("It is not asked for"))),
        ),
        Reference(
            name="measure",
            label=_("Request for closure"),
            find=inputs.find_measure,
            model=Measure,
            required=False,
            help=_("The proposal of a closure that was made for it."),
        ),
        words("reason", _("Reason"), 300, lines=2, least=4),
    )
)
ENTER = Form(
    (
        inputs.PREMISES,
        KIND,
        PUNISHED,
        PERSON,
        FACTS,
        VIOLATES,
        BASIS,
        AMOUNT,
        words("document", _("Number of the decision"), 60, least=2),
        Money(name="paid", label=_("Amount paid (yuan)"), required=False),
        Day(name="paid_on", label=_("Paid on"), required=False),
        Money(name="surcharge", label=_("Surcharge for late payment (yuan)"), required=False),
        Money(name="surcharge_paid", label=_("Surcharge paid (yuan)"), required=False),
        Moment(name="served_at", label=_("Served at"), required=False),
        Choice(name="appeal", label=_("Appeal"), choices=of(Appeal), required=False),
        Moment(name="published_at", label=_("Made public at"), required=False),
    )
)
