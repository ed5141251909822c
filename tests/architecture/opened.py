"""A tip-off about the shop, assigned to the fire department, and a photo flag, for the walk over every address."""

from __future__ import annotations

from typing import Any

from anlan.enterprise.flow import ADMISSION_FLOW, LETTER_FLOW
from anlan.enterprise.models import Admission, Letter, SelfCheck
from anlan.enterprise.tests.factories import found, given, holder
from anlan.lifecycle import door
from anlan.scrutiny.models import PhotoFlag
from anlan.scrutiny.tests.factories import used_twice
from anlan.tipoffs.flow import TIP_FLOW
from anlan.tipoffs.models import TipOff
from anlan.tipoffs.tests.factories import assigned

OPEN = {
    **dict.fromkeys(("public:index", "public:list", "public:file"), "what apps declared as public by law"),
    "tipoffs:new": "an informant needs no account: bounded by address, a slow token, a trap for programmes",
    **dict.fromkeys(("tipoffs:follow", "tipoffs:follow-take"), "behind the receipt code, guesses bounded"),
    "enterprise:sign-in": "the door of the enterprise’s own page: behind its code, guesses bounded",
    **dict.fromkeys(
        (
            "enterprise:home",
            "enterprise:sign-out",
            "enterprise:hazard",
            "enterprise:take-hazard",
            "enterprise:checks",
            "enterprise:hints",
            "enterprise:record-check",
            "enterprise:check",
            "enterprise:take-check",
            "enterprise:letters",
            "enterprise:installations",
            "enterprise:plant-case",
            "enterprise:take-plant",
            "enterprise:notice",
            "enterprise:warnings",
            "enterprise:warning",
            "enterprise:take-warning",
            "enterprise:read-letter",
            "enterprise:paper",
            "enterprise:own-picture",
            "enterprise:picture",
        ),
        "behind the code of one place, which no account replaces: anlan/enterprise/tests/test_page.py",
    ),
}
"""Route → why anybody may open it."""


def opened_up() -> dict[str, Any]:
    """Return the values by which addresses name them."""
    admission, _code = given("shop")
    asked = {"premises": admission.premises_id, "text": "请问期限"}
    letter = door.open_case(LETTER_FLOW, "ask", by=holder(admission), input=asked).case_id
    return {
        "enterprises.pk": admission.pk,
        "enterprises:take.step": "revoke",
        "enterprises:check.pk": found("shop").pk,
        "enterprises:answer.pk": letter,
        "tipoffs.pk": assigned(name="举报人").pk,
        "tipoffs.step": "answer",
        "public.code": "draws",
        "scrutiny.pk": used_twice().pk,
        "scrutiny:take.step": "decide",
    }


INTAKES = {
    "tip_offs_take_in": (TIP_FLOW.steps["record"], ("receipt",)),
    "enterprise_codes_give": (ADMISSION_FLOW.steps["give"], ("digest",)),
    "enterprise_codes_renew": (ADMISSION_FLOW.steps["renew"], ("digest",)),
}
"""Operation of the API → step, and what the caller does not give: a code is made there and told once."""


def opened_things() -> dict[str, Any]:
    """Return the cases as the walk over the API names them: by the path without its last letter."""
    found = opened_cases(opened_up())
    return {
        "tip-off": found["tip_off"],
        "enterprise-code": found["admission"],
        "self-check": found["self_check"],
        "letter": found["letter"],
        "photo-flag": found["photo_flag"],
    }


def opened_cases(values: dict[str, Any]) -> dict[str, Any]:
    return {
        "tip_off": TipOff.objects.get(pk=values["tipoffs.pk"]),
        "admission": Admission.objects.get(pk=values["enterprises.pk"]),
        "self_check": SelfCheck.objects.get(pk=values["enterprises:check.pk"]),
        "letter": Letter.objects.get(pk=values["enterprises:answer.pk"]),
        "photo_flag": PhotoFlag.objects.get(pk=values["scrutiny.pk"]),
    }
