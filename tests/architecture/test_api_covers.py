"""Every act of the pages can be reached through the API (C92): compared with the steps and with the forms, both ways.

What is left out on purpose stands here with its reason. A new step or form without an operation is a failure.
"""

from __future__ import annotations

import inspect

from anlan.api.acting import OFFERED
from anlan.api.administering import BY_THE_SYSTEM, DECISIONS
from anlan.api.openapi import document
from anlan.duty.views.cases import OPENINGS
from anlan.forces.views.cases import OPENINGS as FORCE_OPENINGS
from anlan.installations.views.cases import OPENINGS as INSTALLATION_OPENINGS
from anlan.lifecycle.flow import FLOWS
from tests.architecture.test_access import ROUTES

OPERATIONS = {one["operationId"] for path in document()["paths"].values() for one in path.values()}
TREE = tuple(name for name in DECISIONS if name.startswith("reorganisation_"))
# step → the operation that takes it under another name
BY = {
    "import_receive": "ledgers_bring",
    "import_take_in": "ledgers_act",
    "import_discard": "ledgers_act",
    "import_undo": "ledgers_act",
    "superior_form_bring": "superior_forms_bring",
    "superior_form_replace": "superior_forms_replace",
    "form_filling_fill": "superior_forms_fill",
    "form_filling_receive": "form_fillings_receive",
}
# route that takes a form → the operations that do the same
FORMS: dict[str, tuple[str, ...]] = {
    "administration:account": ("account_create",),
    "administration:appoint": ("appointment_appoint",),
    "administration:area": TREE,
    "administration:cell": ("ruling_rule", "ruling_claim", "ruling_revoke"),
    "administration:my-posts": ("appointment_deputise", "appointment_withdraw"),
    "administration:organisation": TREE,
    "administration:person": (
        "account_amend",
        "account_reset_password",
        "account_deactivate",
        "account_reactivate",
    ),
    "administration:post": ("appointment_deputise", "appointment_end", "appointment_withdraw"),
    "administration:sector": ("reorganisation_amend_sector",),
    "administration:sectors": ("reorganisation_open_sector",),
    "assignments:enter-leader": ("leader_enter",),
    "assignments:issue": ("task_issue",),
    "assignments:join": ("task_part_join",),
    "assignments:record-activity": ("leading_record",),
    "assignments:record-meeting": ("meeting_record",),
    "assignments:take": ("task_sign_for", "task_feed_back", "task_submit", "task_verify", "task_close"),
    "assignments:take-activity": ("leading_correct", "leading_void"),
    "assignments:take-leader": ("leader_correct", "leader_void"),
    "assignments:take-meeting": ("meeting_correct", "meeting_void"),
    "assignments:take-part": ("task_part_end", "task_part_reopen", "task_part_withdraw"),
    "bulletins:begin": ("bulletin_draft",),
    "bulletins:receive": ("delivery_receive",),
    "bulletins:remind": ("delivery_remind",),
    "bulletins:series": ("series_amend", "series_count", "series_add_group", "series_join", "series_close"),
    "bulletins:series-new": ("series_open",),
    "bulletins:take": ("bulletin_submit", "bulletin_review", "bulletin_sign", "bulletin_distribute"),
    "bulletins:template-step": (
        "templates_replace",
        "bulletin_template_choose",
        "bulletin_template_leave",
        "bulletin_template_retire",
    ),
    "bulletins:templates": ("templates_upload",),
    "bulletins:write": (
        "bulletin_write",
        "bulletin_add",
        "bulletin_move",
        "bulletin_remove",
        "bulletin_head",
    ),
    "teams:set-up": ("team_set_up",),
    "teams:take": ("team_amend", "team_join", "team_leave", "team_lead", "team_end", "team_void"),
    "teams:day": ("team_day_log", "team_plan_day"),
    "teams:take-day": ("team_day_write", "team_day_amend", "team_day_void"),
    "teams:hand-over": ("team_handover_hand_over",),
    "teams:take-handover": ("team_handover_take_over", "team_handover_withdraw"),
    "teams:name-visit": ("team_visit_name",),
    "teams:take-visit": ("team_visit_take_out",),
    "draws:prepare": ("draw_prepare",),
    "draws:take": ("draw_exclude", "draw_take", "draw_publish", "draw_void"),
    "lookbacks:prepare": ("lookback_sample_prepare",),
    "lookbacks:rates": ("lookback_rate_set",),
    "lookbacks:take": ("lookback_sample_draw", "lookback_sample_void"),
    "lookbacks:withdraw-rates": ("lookback_rate_withdraw",),
    **{f"duty:{kind}-begin": (f"{kind}_{opening}",) for kind, (opening, _right) in OPENINGS.items()},
    "duty:take": (
        "roster_publish",
        "roster_seat",
        "roster_take_over",
        "swap_agree",
        "hand_over_sign",
        "readiness_lift",
        "spot_check_record",
    ),
    **{
        f"forces:{kind}-{step}": (f"{kind}_{step}",)
        for kind, steps in FORCE_OPENINGS.items()
        for step, _right in steps
    },
    **{
        f"installations:{kind}-{step}": (f"{kind}_{step}",)
        for kind, steps in INSTALLATION_OPENINGS.items()
        for step, _right in steps
    },
    "installations:take": (
        "installation_file",
        "installation_regrade",
        "installation_remove",
        "park_amend",
        "guarantee_post_appoint",
        "guarantee_post_acknowledge",
        "guarantee_task_perform",
        "guarantee_task_pledge",
        "expert_stationing_end",
        "expert_log_take_over",
        "plant_alarm_check",
        "alarm_source_turn",
    ),
    "forces:order": ("call_out_order",),
    "forces:take": (
        "force_confirm",
        "positioning_recall",
        "alert_stand_down",
        "call_out_receive",
        "call_out_depart",
        "call_out_arrive",
    ),
    "studies:risk_study-prepare": ("risk_study_prepare",),
    "studies:risk_rating-rate": ("risk_rating_rate",),
    "systemic:propose": ("systemic_problem_propose",),
    "systemic:take-up": ("systemic_problem_take_up",),
    "systemic:take": ("systemic_problem_confirm", "systemic_problem_tell_result", "systemic_problem_close"),
    "maps:load": ("boundaries_load",),
    "maps:take": ("boundaries_withdraw",),
    "studies:find": ("finding_find",),
    "studies:hold": ("meeting_record", "risk_study_hold"),
    "studies:warn": ("advisory_draft", "finding_end_in_warning"),
    "studies:assign": ("task_issue", "finding_end_in_task"),
    "studies:take": ("risk_study_close", "finding_end_without", "risk_rating_void"),
    "advisories:draft": ("advisory_draft",),
    "advisories:take": (
        "advisory_amend",
        "advisory_approve",
        "advisory_send_back",
        "advisory_issue",
        "advisory_ask_update",
        "advisory_update",
        "advisory_ask_lift",
        "advisory_lift",
        "advisory_withdraw",
    ),
    "advisories:calls": ("advisory_receipt_call",),
    "advisories:take-receipt": (
        "advisory_receipt_check",
        "advisory_receipt_guard",
        "advisory_receipt_situation",
        "advisory_receipt_acknowledge",
        "advisory_receipt_call",
        "advisory_receipt_report",
    ),
    "digests:remake": ("digest_remake",),
    "plans:draft": ("plan_draft",),
    "plans:take": (
        "plan_amend",
        "plan_submit",
        "plan_approve",
        "plan_send_back",
        "plan_change",
        "plan_add",
        "plan_remove",
        "plan_hand_out",
        "plan_close",
        "plan_withdraw",
    ),
    "plans:propose": ("joint_visit_propose",),
    "plans:take-joint": (
        "joint_visit_agree",
        "joint_visit_decline",
        "joint_visit_move",
        "joint_visit_hold",
        "joint_visit_call_off",
    ),
    "visiting:accept": ("arranged_visit_arrange",),
    "visiting:take": ("arranged_visit_put_down", "arranged_visit_call_off"),
    "plans:set-leader": ("leader_plan_set",),
    "plans:take-leader": ("leader_plan_change", "leader_plan_withdraw"),
    "enforcement:begin-listing": ("listing_propose",),
    "enforcement:begin-measure": ("measure_propose",),
    "enforcement:begin-penalty": ("penalty_file", "penalty_file_daily"),
    "enforcement:begin-referral": ("referral_prepare",),
    "enforcement:begin-site-paper": ("site_paper_issue_record", "site_paper_issue_order"),
    "enforcement:limits": ("limit_lay_down",),
    "incidents:terms": ("clock_term_lay_down",),
    "incidents:take-term": ("clock_term_withdraw",),
    "enforcement:take-limit": ("limit_withdraw",),
    "enforcement:take-listing": (
        "listing_order",
        "listing_publish",
        "listing_report",
        "listing_accept",
        "listing_delist",
    ),
    "enforcement:take-measure": (
        "measure_decide",
        "measure_cut",
        "measure_ask_resume",
        "measure_review",
        "measure_consent",
    ),
    "enforcement:take-penalty": (
        "penalty_tell",
        "penalty_decide",
        "penalty_pay",
        "penalty_ask_time",
        "penalty_remind",
        "penalty_refund",
        "penalty_appeal",
        "penalty_revoke",
        "penalty_publish",
    ),
    "enforcement:take-referral": ("referral_approve", "referral_receive", "referral_answer"),
    "enforcement:take-site-paper": ("site_paper_serve", "site_paper_recheck", "site_paper_withdraw"),
    "evidence:upload": ("photographs_upload",),
    "exchange:bring": ("superior_forms_bring",),
    "exchange:fill": ("superior_forms_fill",),
    "exchange:take-form": (
        "superior_form_bind",
        "superior_form_unbind",
        "superior_form_plan",
        "superior_form_retire",
    ),
    "exchange:take-filling": ("form_filling_send", "form_fillings_receive", "form_filling_void"),
    "incidents:begin": ("incident_take",),
    "incidents:drill": ("incident_drill",),
    "incidents:take": (
        "incident_note",
        "incident_count",
        "incident_adopt",
        "incident_first_report",
        "incident_merge",
    ),
    "incidents:recommend": ("recommendation_recommend",),
    "incidents:take-recommendation": ("recommendation_link", "recommendation_drop"),
    "incidents:confirm": ("confirmation_confirm",),
    "incidents:withdraw": ("confirmation_withdraw",),
    "hazards:bulk": ("acts_take",),
    "hazards:record": ("hazard_record", "hazard_record_on_the_spot"),
    "hazards:take": ("hazard_assign", "hazard_claim", "hazard_accept", "hazard_close_out"),
    "imports:act": ("ledgers_act",),
    "imports:bring": ("ledgers_bring",),
    "imports:list": ("ledgers_bring",),  # shows again what was sent, with the fault
    "imports:map": ("ledgers_columns",),
    "checklists:issue": ("checklist_issue",),
    "checklists:withdraw": ("checklist_withdraw", "checklist_retire"),
    "inspections:check": ("visit_check",),
    "inspections:enter-person": ("qualification_enter",),
    "inspections:record": ("visit_record",),
    "inspections:take": ("visit_attend", "visit_conclude", "visit_submit", "visit_unsubmit", "visit_release"),
    "inspections:take-person": ("qualification_correct", "qualification_void"),
    "listings:export": ("exports_ask",),
    "listings:export-drop": ("exports_drop",),
    "notices:read": ("notices_read",),
    "outreach:launch": ("campaign_launch",),
    "outreach:record": ("activity_record",),
    "outreach:take": ("activity_verify", "activity_send_back", "activity_correct", "activity_void"),
    "outreach:take-campaign": ("campaign_amend", "campaign_withdraw"),
    "periods:declare": ("period_declare",),
    "periods:take": ("period_amend", "period_end", "period_call_off"),
    "reporting:lay-down": ("report_rule_lay_down",),
    "reporting:take-rule": (
        "report_rule_change",
        "report_rule_end",
        "report_rule_oblige",
        "report_rule_release",
    ),
    "reporting:note": ("roll_up_note", "roll_up_amend"),
    "reporting:form-new": ("form_define",),
    "reporting:form-version": ("form_define",),
    "reporting:form-withdraw": ("form_withdraw",),
    "reporting:call": ("report_call",),
    "reporting:take": ("report_report", "report_zero", "report_amend", "report_call", "report_excuse"),
    "scrutiny:take": ("photo_flag_decide", "photo_flag_reopen"),
    "suggestions:send": ("suggestion_send",),
    "suggestions:take": ("suggestion_answer",),
    "enterprises:give": ("enterprise_codes_give",),
    "enterprises:take": ("enterprise_codes_renew", "admission_revoke", "letter_tell"),
    "enterprises:answer": ("letter_answer",),
    "tipoffs:record": ("tip_offs_take_in",),
    "tipoffs:take": (
        "tip_off_triage",
        "tip_off_refuse",
        "tip_off_visit",
        "tip_off_answer",
        "tip_off_close",
        "tip_off_reward",
    ),
    "webhooks:register": ("webhook_open",),
    "webhooks:take": ("webhook_amend", "webhook_turn", "webhook_pause", "webhook_resume", "webhook_close"),
    "webhooks:test": ("webhook_test",),
    "webhooks:again": ("webhook_again",),
    "supervision:take": ("supervision_letter", "supervision_circular", "supervision_interview"),
}
# route that takes a form → why the API has no operation for it
WITHOUT = {
    "field:phone": "a browser that keeps records makes itself known: a programme sends acts with its own keys",
    "field:conflict": "two versions are looked at side by side by a person; what goes in is a step of the case",
    "field:revoke": "a lost phone: a token that was stolen with it must not speak for the others",
    "access:end-others": "sessions of browsers: a token is none",
    "access:machines": "a token makes no tokens: one that was stolen would outlive its revocation",
    "access:open": "a register is opened by a person who says why; its journal is the feed /journal",
    "access:phone": "a number is shown to a person who says why",
    "access:revoke-token": "a token ends no other tokens: who stole one could lock its owner's programmes out",
    "access:tokens": "a token makes no tokens",
    "installations:receive": "signed by a plant's system with a key of its own: no account sends alarms",
    "digests:make": "a day that the clock missed is made up by a person who looks at it",
    "bulletins:preview": "a look at what is being typed; nothing is kept",
    "duty:feed-make": "a secret that a calendar reads: made and revoked by the person himself, at the page",
    "duty:feed-revoke": "the same",
    "figures:favourite": "the order of one's own list at the page",
    "figures:quote": "an address for paper, made by whoever sees the number; programmes ask with known_at",
    "listings:change-view": "a saved view is a convenience of the page: filters are in the address of every list",
    "listings:save-view": "the same",
    "notices:add": "where notices go besides: set at the page, so that a stolen token redirects nobody's notices",
    "notices:switch": "the same",
    "password": "a new password asks for the old one and ends the account's tokens: at the page, by the person",
    "set-language": "a cookie of the page; programmes send Accept-Language",
    "set-theme": "a cookie of the page",
    **dict.fromkeys(
        (
            "enterprise:sign-in",
            "enterprise:sign-out",
            "enterprise:take-hazard",
            "enterprise:take-warning",
            "enterprise:take-plant",
            "enterprise:record-check",
            "enterprise:take-check",
            "enterprise:letters",
            "enterprise:read-letter",
        ),
        "the enterprise’s own page, behind its code; a programme of an enterprise comes with an account’s token",
    ),
    "tipoffs:new": "the page for people without an account; programmes take in by tip_offs_take_in",
    **dict.fromkeys(("tipoffs:follow", "tipoffs:follow-take"), "the informant, with the receipt code"),
    "tipoffs:identity": "who informed is shown to a person who says why",
    "set-up": "a city is founded once, with the code that the server printed",
    "sign-in": "the door of the pages: programmes come with a token",
    "sign-out": "the same",
}


def takes_forms(view: object) -> bool:
    found = getattr(view, "view_class", None)
    return found is not None or "POST" in inspect.getsource(inspect.unwrap(view))  # type: ignore[arg-type]


def test_every_step_of_every_lifecycle_is_an_operation_or_has_its_reason():
    missing = set()
    for kind, flow in FLOWS.items():
        without = OFFERED[kind].without if kind in OFFERED else BY_THE_SYSTEM.get(kind, ())
        steps = {f"{kind}_{name}" for name in flow.steps if name not in without}
        missing |= {step for step in steps if BY.get(step, step) not in OPERATIONS}

    assert not missing, "offer it (anlan/api/acting.py, administering.py), or say why not"


def test_what_is_left_to_the_system_is_still_a_step():
    for kind, steps in BY_THE_SYSTEM.items():
        assert set(steps) <= set(FLOWS[kind].steps)


def test_every_form_of_the_pages_has_its_operation_or_its_reason():
    forms = {name for name, (view, _parameters) in ROUTES.items() if takes_forms(view)}

    assert forms - set(FORMS) - set(WITHOUT) == set(), (
        "name its operations in FORMS, or say in WITHOUT why not"
    )
    assert (set(FORMS) | set(WITHOUT)) - forms == set(), "no such form any more"
    assert set(FORMS) & set(WITHOUT) == set()


def test_the_operations_that_stand_for_forms_are_there():
    assert {name for names in FORMS.values() for name in names} <= OPERATIONS


def test_every_operation_has_an_example_of_what_it_takes_and_what_it_answers():
    bare = []
    for path in document()["paths"].values():
        for operation in path.values():
            answers = operation["responses"]["200"]["content"].values()
            bodies = operation.get("requestBody", {}).get("content", {})
            if not all("example" in one for one in answers):
                bare.append(f"{operation['operationId']}: answer")
            if not all("example" in one or "multipart" in kind for kind, one in bodies.items()):
                bare.append(f"{operation['operationId']}: body")

    assert not bare
