"""The lifecycle of a post: given, lent to a deputy between two days (代理), ended with the next request."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.administration import rules
from anlan.administration.inputs import AREA, DEPUTY, ORGANISATION, PERSON, POST, REASON, Sectors
from anlan.administration.models import Appointment, AppointmentState
from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.lifecycle.flow import Counted, Flow, Step, Taken
from anlan.lifecycle.inputs import Choice, Day, Form, Text
from anlan.org.models import OrganisationKind, Person, Post
from anlan.org.models.people import held_at
from anlan.org.roles import Role

LONGEST_DEPUTY_DAYS = 366
FIRST = Day(name="first_day", label=_("First day"))
LAST = Day(name="last_day", label=_("Last day"))
UNTIL = Day(
    name="last_day", label=_("Last day"), required=False, help=_("Leave it empty to have no end in sight.")
)
AT_ONCE = Day(
    name="last_day", label=_("Last day"), required=False, help=_("Leave it empty to end the rights at once.")
)
ROLE = Choice(name="role", label=_("Role"), choices=tuple((r.value, r.label) for r in Role))
TITLE = Text(name="title", label=_("Title of the post"), max_length=60)
SECTORS = Sectors(
    name="sectors", label=_("Sectors"), required=False, help=_("None chosen: all sectors of the area.")
)


# -- guards ------------------------------------------------------------------------------------------------


def post_may_be_given(_appointment: None, taken: Taken) -> Decision:
    given = taken.input
    first, last, body = given["first_day"], given["last_day"], given["organisation"]
    if last is not None and last < first:
        return denied(_("The last day lies before the first"), code="days.order")
    if first < max(given["area"].valid_from, body.valid_from):
        return denied(_("The area or the organisation did not exist yet on the first day"), code="days.early")
    if not given["person"].is_active:
        return denied(_("The account is deactivated: activate it first"), code="account.inactive")
    if (given["role"] == Role.BUSINESS) != (body.kind == OrganisationKind.BUSINESS):
        return denied(
            _("A business entity has safety officers, and only a business entity has them"), code="role.body"
        )
    return rules.administrators_stay_apart(given["person"], given["role"], first, last)


def not_enrolled(_appointment: None, taken: Taken) -> Decision:
    if Post.objects.filter(pk=taken.input["post"].pk, appointment_seq__isnull=False).exists():
        return denied(_("This post is in the journal already"), code="post.enrolled")
    return ALLOWED


def last_day_is_ahead(appointment: Any, taken: Taken) -> Decision:
    last = taken.input["last_day"]
    if last is None:
        return ALLOWED
    if last < clock.local_day(taken.at):
        return denied(
            _("The last day has passed: leave it empty to end the rights at once"), code="days.past"
        )
    if last < appointment.first_day:
        return denied(_("The last day lies before the first"), code="days.order")
    return ALLOWED


def post_may_be_lent(_appointment: None, taken: Taken) -> Decision:
    """Return whether the post may be lent to this deputy in these days."""
    given = taken.input
    post, deputy = given["post"], given["person"]
    first, last = given["first_day"], given["last_day"]
    for wrong in (
        _wrong_days(post, first, last, clock.local_day(taken.at)),
        _wrong_deputy(post, deputy, taken),
    ):
        if wrong is not None:
            return wrong
    Post.objects.select_for_update(no_key=True).filter(pk=post.pk).first()  # two deputies named at once
    others = Post.objects.filter(acting_for=post, ended_at=None, valid_from__lte=last, valid_to__gte=first)
    if others.exists():
        return denied(
            _("Somebody deputises for this post in those days already: end that first"), code="deputy.two"
        )
    return rules.administrators_stay_apart(deputy, post.role, first, last)


def _wrong_days(post: Post, first: date, last: date, today: date) -> Decision | None:
    if last < first:
        return denied(_("The last day lies before the first"), code="days.order")
    if first < today:
        return denied(_("A deputy begins today or later: nobody acts backwards"), code="days.past")
    if last - first >= timedelta(days=LONGEST_DEPUTY_DAYS):
        return denied(_("A deputy acts for a year at most: appoint somebody instead"), code="days.long")
    if post.ended_at is not None or (post.valid_to is not None and post.valid_to < last):
        return denied(_("The post itself ends before the deputy would"), code="post.ends")
    return None


def _wrong_deputy(post: Post, deputy: Person, taken: Taken) -> Decision | None:
    if post.acting_for_id is not None:
        return denied(_("What is held as a deputy cannot be lent on"), code="deputy.chain")
    if deputy.pk == post.person_id:
        return denied(_("Nobody deputises for themselves"), code="self")
    if not deputy.is_active:
        return denied(_("The account is deactivated: activate it first"), code="account.inactive")
    by_holder = taken.by.person_id == post.person_id
    if by_holder and not colleagues(post, taken.at).filter(pk=deputy.pk).exists():
        return denied(
            _("Choose somebody of your own organisation; anybody else the security administrator names"),
            code="deputy.elsewhere",
        )
    return None


def colleagues(post: Post, at: Any) -> Any:
    """Return the people who hold a post in the same organisation at a moment, without its holder."""
    there = Post.objects.filter(held_at(at), organisation=post.organisation_id).values("person_id")
    return Person.objects.filter(Q(pk__in=there), is_active=True).exclude(pk=post.person_id)


# -- effects -----------------------------------------------------------------------------------------------


def appointment_of(_appointment: None, taken: Taken) -> dict[str, Any]:
    given = taken.input
    return {
        "person_id": given["person"].pk,
        "organisation_id": given["organisation"].pk,
        "role": given["role"],
        "title": given["title"],
        "area_id": given["area"].pk,
        "area_path": given["area"].path,
        "first_day": given["first_day"],
        "last_day": given["last_day"],
    }


def _as(post: Post) -> dict[str, Any]:
    return {
        "organisation_id": post.organisation_id,
        "role": post.role,
        "title": post.title,
        "area_id": post.area_id,
        "area_path": post.area.path,
    }


def enrolment_of(_appointment: None, taken: Taken) -> dict[str, Any]:
    post: Post = taken.input["post"]
    return {
        **_as(post),
        "person_id": post.person_id,
        "first_day": post.valid_from,
        "last_day": post.valid_to,
        "acting_for_id": post.acting_for_id,
        "principal_id": post.acting_for.person_id if post.acting_for else None,
    }


def deputy_of(_appointment: None, taken: Taken) -> dict[str, Any]:
    post: Post = taken.input["post"]
    return {
        **_as(post),
        "person_id": taken.input["person"].pk,
        "first_day": taken.input["first_day"],
        "last_day": taken.input["last_day"],
        "acting_for_id": post.pk,
        "principal_id": post.person_id,
    }


def last_day_of(appointment: Any, taken: Taken) -> dict[str, Any]:
    last = taken.input["last_day"] or max(clock.local_day(taken.at), appointment.first_day)
    return {"last_day": min(last, appointment.last_day) if appointment.last_day else last}


def today_is_the_last(appointment: Any, taken: Taken) -> dict[str, Any]:
    return {"last_day": max(clock.local_day(taken.at), appointment.first_day)}


def state_of_post(appointment: Any, taken: Taken) -> str:
    post: Post = taken.input["post"]
    if post.ended_at is not None:
        return AppointmentState.ENDED
    return AppointmentState.ACTING if post.acting_for_id else AppointmentState.HELD


# -- what is written to the organisation -------------------------------------------------------------------


def write_post(appointment: Any, taken: Taken, seq: int) -> None:
    post = Post.objects.create(
        person_id=appointment.person_id,
        organisation_id=appointment.organisation_id,
        role=appointment.role,
        title=appointment.title,
        area_id=appointment.area_id,
        valid_from=appointment.first_day,
        valid_to=appointment.last_day,
        acting_for_id=appointment.acting_for_id,
        appointment_seq=seq,
    )
    lent = taken.input.get("post")
    post.sectors.set(lent.sectors.all() if lent else taken.input["sectors"])


def link_post(_appointment: Any, taken: Taken, seq: int) -> None:
    Post.objects.filter(pk=taken.input["post"].pk).update(appointment_seq=seq)


def end_post(appointment: Any, taken: Taken, _seq: int) -> None:
    """End a post with the day that was named, or now; deputies of it end with it by themselves."""
    ended = {} if taken.input.get("last_day") else {"ended_at": taken.at}
    Post.objects.filter(appointment_seq=appointment.id).update(valid_to=appointment.last_day, **ended)


APPOINTMENT_FLOW = Flow(
    "appointment",
    model=Appointment,
    name=_("appointment"),
    states={s.value: s.label for s in AppointmentState},
    counted=Counted(day="first_day"),
    steps=[
        Step(
            name="appoint",
            label=_("Appoint"),
            done=_("appointed to the post"),
            target=AppointmentState.HELD,
            rule=rules.may_appoint,
            form=Form((PERSON, ORGANISATION, ROLE, TITLE, AREA, SECTORS, FIRST, UNTIL, REASON)),
            guard=post_may_be_given,
            effect=appointment_of,
            projects=write_post,
        ),
        Step(
            name="enrol",
            label=_("Take into the journal"),
            done=_("took the post into the journal"),
            target=state_of_post,
            targets=frozenset(AppointmentState.values),
            rule=rules.may_enrol,
            form=Form((POST,)),
            guard=not_enrolled,
            effect=enrolment_of,
            projects=link_post,
        ),
        Step(
            name="deputise",
            label=_("Name a deputy"),
            done=_("named a deputy"),
            target=AppointmentState.ACTING,
            rule=rules.may_deputise,
            form=Form((POST, DEPUTY, FIRST, LAST, REASON)),
            guard=post_may_be_lent,
            effect=deputy_of,
            projects=write_post,
        ),
        Step(
            name="end",
            label=_("End the post"),
            done=_("ended the post"),
            target=AppointmentState.ENDED,
            rule=rules.may_end,
            sources=frozenset({AppointmentState.HELD}),
            form=Form((AT_ONCE, REASON)),
            guard=last_day_is_ahead,
            effect=last_day_of,
            projects=end_post,
        ),
        Step(
            name="withdraw",
            label=_("End the deputy’s term"),
            done=_("ended the deputy’s term"),
            target=AppointmentState.ENDED,
            rule=rules.may_withdraw,
            sources=frozenset({AppointmentState.ACTING}),
            form=Form((REASON,)),
            effect=today_is_the_last,
            projects=end_post,
        ),
    ],
)
