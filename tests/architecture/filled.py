"""A form for superiors of county a with what was filled of it, for the walk over every address and every operation."""

from __future__ import annotations

from typing import Any

from anlan.exchange import actions
from anlan.exchange.models import Filling, SuperiorForm
from anlan.kernel.period import Period
from anlan.org.models import Area
from anlan.testing import TODAY, actor

_AREA = "a form has an area and no sector: a department limited to sectors sees those of its whole area"
FORMS = {
    **dict.fromkeys(("exchange:form", "exchange:blank", "exchange:filling", "exchange:filled-file"), _AREA),
    **dict.fromkeys(
        ("exchange:take-form", "exchange:fill", "exchange:take-filling"),
        "the same; what it may do, its steps say",
    ),
}
"""Why a stranger to the shop may open them."""
FILLED = {
    **dict.fromkeys(
        ("superior_forms_get", "form_fillings_get", "form_fillings_file", "superior_forms_fill"), _AREA
    ),
    **dict.fromkeys(("superior_forms_replace", "form_fillings_receive"), "the same; refused without a file"),
    **dict.fromkeys(
        (
            "superior_form_bind", "superior_form_unbind", "superior_form_bind_all", "superior_form_plan",
            "superior_form_retire", "form_filling_send", "form_filling_void",
        ),
        "the same; what it may do, its rule says",
    ),
}  # fmt: skip
SCOPED = {
    ("anlan/exchange/exports.py", "teller"): "tells rows by the keys of a list that was cut to the scope",
    **{
        ("anlan/exchange/rows.py", name): "the same"
        for name in ("tell_forms", "_forms", "tell_fillings", "_fillings")
    },
    ("anlan/exchange/views/forms.py", "page"): "what was filled of a form that was found within the scope",
}
UPLOADS = ("superior_forms_bring", "superior_forms_replace", "form_fillings_receive")


def filled_things() -> dict[str, Any]:
    """Return the enforcement form of county a and its filling of this year, by the words of their paths."""
    outcome = actions.adopt("enforcement-monthly", Area.objects.get(code="a"), by=actor("county1"))
    form = SuperiorForm.objects.get(pk=outcome.case_id)
    made = actions.fill_for(form, Period.year_to(TODAY), by=actor("county1"))
    return {"superior-form": form, "form-filling": Filling.objects.get(pk=made.case_id)}


def filled_keys() -> dict[str, Any]:
    """Return the values by which addresses name them."""
    made = filled_things()
    form, filling = made["superior-form"].pk, made["form-filling"].pk
    return {
        "exchange.pk": form,
        "exchange.step": "retire",
        "exchange:filling.pk": filling,
        "exchange:filled-file.pk": filling,
        "exchange:take-filling.pk": filling,
        "exchange:take-filling.step": "void",
    }


def filled_cases(values: dict[str, Any]) -> dict[str, Any]:
    return {
        "superior_form": SuperiorForm.objects.get(pk=values["exchange.pk"]),
        "form_filling": Filling.objects.get(pk=values["exchange:filling.pk"]),
    }
