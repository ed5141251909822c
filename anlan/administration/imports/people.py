"""The ledger of people with their posts: a row is a post; who stands in several rows holds several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anlan.administration import actions
from anlan.administration.flow import ACCOUNT_FLOW, APPOINTMENT_FLOW
from anlan.administration.imports.acts import REASON, TAKEN_BACK
from anlan.administration.models import Account, AccountState
from anlan.administration.usernames import free
from anlan.imports import lookup
from anlan.imports.inputs import Date, Named
from anlan.imports.kinds import Column, Kind, Row, Run, split_names
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError, Conflict
from anlan.lifecycle import door
from anlan.lifecycle.door import Act
from anlan.lifecycle.inputs import Text
from anlan.org import naming
from anlan.org.models import Organisation, OrganisationKind, Person, Post
from anlan.org.roles import Permission, Role

USUAL = {
    OrganisationKind.OFFICE: Role.OFFICE,
    OrganisationKind.DEPARTMENT: Role.DEPARTMENT,
    OrganisationKind.GOVERNMENT: Role.AREA_OFFICE,
    OrganisationKind.STATION: Role.TOWNSHIP,
    OrganisationKind.BUSINESS: Role.BUSINESS,
}
COLUMNS = (
    Column(
        input=Text(name="name", label=_("Name"), max_length=40),
        header="姓名",
        also=("人员姓名", "名字", "工作人员"),
        example="王强",
    ),
    Column(
        input=Text(
            name="username",
            label=_("User name"),
            max_length=40,
            required=False,
            help=_("If it is left empty: made from the name (王强 is wangqiang, the second one wangqiang2)."),
        ),
        header="用户名",
        also=("账号", "登录名", "帐号"),
        example="",
    ),
    Column(
        input=Text(name="phone", label=_("Telephone"), max_length=20, required=False),
        header="联系电话",
        also=("手机", "手机号", "电话", "手机号码"),
        example="13800000000",
    ),
    Column(
        input=Text(name="organisation", label=_("Organisation"), max_length=120, help=_("Code or name.")),
        header="所在单位",
        also=("单位", "工作单位", "单位名称", "部门"),
        example="海东市应急管理局",
    ),
    Column(
        input=Named(
            name="role",
            label=_("Role"),
            required=False,
            choices=tuple((r.value, r.label) for r in Role),
            also=(
                ("调度员", "office"),
                ("县区安委办", "area_office"),
                ("成员单位", "department"),
                ("执法人员", "inspector"),
                ("检查员", "inspector"),
                ("镇街", "township"),
                ("企业", "business"),
                ("审计员", "auditor"),
            ),
            help=_("If it is left empty: what people of such an organisation usually are."),
        ),
        header="角色",
        also=("系统角色", "人员类型", "权限角色"),
        example="检查人员",
    ),
    Column(
        input=Text(
            name="title",
            label=_("Title of the post"),
            max_length=60,
            required=False,
            help=_("If it is left empty: the role."),
        ),
        header="岗位名称",
        also=("岗位", "职务", "职位"),
        example="监察员",
    ),
    Column(
        input=Text(
            name="area",
            label=_("Area"),
            max_length=60,
            required=False,
            help=_("Code or name. If it is left empty: the area of the organisation."),
        ),
        header="负责区划",
        also=("区划", "管辖区域", "负责区域", "责任区"),
        example="",
    ),
    Column(
        input=Text(
            name="sectors",
            label=_("Sectors"),
            max_length=200,
            required=False,
            help=_("Codes or names, separated by 、. If it is left empty: all sectors."),
        ),
        header="负责行业领域",
        also=("行业领域", "行业", "分管领域"),
        example="消防、燃气",
    ),
    Column(
        input=Date(
            name="first_day", label=_("First day"), required=False, help=_("If it is left empty: today.")
        ),
        header="任职日期",
        also=("开始日期", "起始日期", "到岗日期"),
        example="2022-01-01",
    ),
    Column(
        input=Date(name="last_day", label=_("Last day"), required=False),
        header="离任日期",
        also=("结束日期", "终止日期", "离岗日期"),
        example="",
    ),
)


@dataclass(slots=True)
class Somebody:
    """A person of the file: one that is there, or one whose account the first of the rows opens."""

    name: str
    username: str
    phone: str
    person: Person | None = None
    rows: set[int] = field(default_factory=set)


def identity(values: Mapping[str, Any]) -> str:
    """Return what makes two rows of a file one person: user name, else name with telephone, else with organisation."""
    if values["username"]:
        return f"@{values['username'].lower()}"
    told = "".join(values["phone"].split()) or naming.plain(values["organisation"])
    return f"{naming.plain(values['name'])}/{told}"


def natural(values: Mapping[str, Any]) -> str:
    post = (
        naming.plain(values["organisation"]),
        values["role"],
        values["title"],
        naming.plain(values["area"]),
    )
    return "|".join((identity(values), *post, f"{values['first_day'] or ''}"))


# -- what the cells mean -----------------------------------------------------------------------------------


def resolve(rows: Sequence[Row], run: Run) -> None:
    areas, sectors, bodies = naming.areas(), naming.sectors(), naming.bodies()
    businesses = _businesses(rows)
    for row in rows:
        text = row["organisation"]
        found = bodies.find(text) or businesses.get(text, [])
        body = lookup.one(row, "organisation", text, found, gettext("organisation"))
        area = body.area if body else None
        if row["area"]:
            area = lookup.one(row, "area", row["area"], areas.find(row["area"]), gettext("area"))
        limited = _sectors(row, sectors)
        if row["last_day"] and row["first_day"] and row["last_day"] < row["first_day"]:
            row.fault("last_day", gettext("The last day lies before the first"), "days.order")
        if row.sound and body is not None:
            row.ready = _post(row, body, area, limited, run)
    _known([row for row in rows if row.ready is not None], run)


def _businesses(rows: Sequence[Row]) -> dict[str, list[Organisation]]:
    open_ones = Organisation.objects.filter(kind=OrganisationKind.BUSINESS, valid_to=None).select_related(
        "area"
    )
    return lookup.by_code_or_name(open_ones, {row["organisation"] for row in rows})


def _sectors(row: Row, known: naming.Names) -> tuple[Any, ...]:
    named = split_names(row["sectors"])
    found = [lookup.one(row, "sectors", text, known.find(text), gettext("sector")) for text in named]
    return tuple(dict.fromkeys(sector for sector in found if sector is not None))


def _post(row: Row, body: Organisation, area: Any, limited: tuple[Any, ...], run: Run) -> dict[str, Any]:
    role = Role(row["role"] or USUAL[OrganisationKind(body.kind)])
    return {
        "organisation": body,
        "role": role.value,
        "title": row["title"] or str(role.label),
        "area": area,
        "sectors": limited,
        "first_day": row["first_day"] or clock.local_day(run.at),
        "last_day": row["last_day"],
        "reason": REASON,
    }


def _known(rows: Sequence[Row], run: Run) -> None:
    """Find who is there already, and who stood in a row above; refuse a post that is held already."""
    people: dict[str, Somebody] = run.memory.setdefault("people", {})
    names: dict[str, set[str]] = run.memory.setdefault("names", {})
    there = _there(rows)
    for row in rows:
        key = identity(row.values)
        somebody = people.get(key)
        if somebody is None:
            somebody = people[key] = Somebody(row["name"], row["username"].lower(), row["phone"])
            _tell_namesakes(row, key, names)
        elif naming.plain(somebody.name) != naming.plain(row["name"]):
            told = gettext("The user name %(username)s stands for %(name)s further up in this file.")
            row.fault(
                "username", told % {"username": row["username"], "name": somebody.name}, "username.twice"
            )
            row.ready = None
            continue
        _recognise(row, somebody, there)
        if not row.sound:
            row.ready = None
            if not somebody.rows:
                del people[key]
            continue
        row.waits = somebody.person is None and any(number < row.number for number in somebody.rows)
        somebody.rows.add(row.number)
        row.ready = (somebody, row.ready)


def _there(rows: Sequence[Row]) -> dict[str, list[Person]]:
    """Return user names and names → the people who have them, with their open posts. Two queries a few hundred rows."""
    wanted = {row["username"].lower() for row in rows if row["username"]} | {row["name"] for row in rows}
    return lookup.by_code_or_name(
        Person.objects.prefetch_related("posts"), wanted, code="username", name="name"
    )


def _tell_namesakes(row: Row, key: str, names: dict[str, set[str]]) -> None:
    same = names.setdefault(naming.plain(row["name"]), set())
    if same and not row["username"] and not row["phone"]:
        told = gettext(
            "Taken for another person than the one of this name further up: if not, give telephone or user name."
        )
        row.warn("name", told, "person.namesake")
    same.add(key)


def _recognise(row: Row, somebody: Somebody, there: Mapping[str, Sequence[Person]]) -> None:
    """Note on `somebody` who that is in the system; a fault where it cannot be told, or the post is held already."""
    fitting = [
        person for person in there.get(somebody.username or row["name"], ()) if _is(person, row, somebody)
    ]
    if len(fitting) > 1:
        listed = "、".join(person.username for person in fitting[:5])
        told = gettext("Several people are called “%(name)s” (%(names)s). Give the user name.")
        row.fault("name", told % {"name": row["name"], "names": listed}, "person.ambiguous")
        return
    somebody.person = fitting[0] if fitting else None
    if somebody.person is None:
        return
    if naming.plain(somebody.person.name) != naming.plain(row["name"]):
        told = gettext("The user name %(username)s belongs to %(name)s.")
        given = {"username": somebody.person.username, "name": somebody.person.name}
        row.fault("username", told % given, "username.taken")
        return
    post = row.ready
    for held in somebody.person.posts.all():
        same = (held.organisation_id, held.role, held.area_id) == (
            post["organisation"].pk, post["role"], post["area"].pk,
        )  # fmt: skip
        if same and held.ended_at is None and (held.valid_to is None or held.valid_to >= post["first_day"]):
            row.fault("role", gettext("This person holds this post already."), "post.held")
            return


def _is(person: Person, row: Row, somebody: Somebody) -> bool:
    """Tell whether somebody of this name is who the row means: by telephone, else by a post in the same body."""
    if somebody.username:
        return person.username == somebody.username
    if person.name != row["name"]:
        return False
    if row["phone"] and person.phone:
        return "".join(person.phone.split()) == "".join(row["phone"].split())
    return any(post.organisation_id == row.ready["organisation"].pk for post in person.posts.all())


# -- written -----------------------------------------------------------------------------------------------


def write(rows: Sequence[Row], run: Run) -> None:
    """Open the accounts that are missing, then give the posts; nobody gets a password here."""
    accounts = _open_accounts(rows, run)
    acts, taken = [], []
    for row in rows:
        somebody, post = row.ready
        person = somebody.person or accounts.get(id(somebody))
        if person is None or not row.sound:
            if row.sound:
                row.fault("name", gettext("The account of this person was not opened."), "account.none")
            continue
        taken.append(row)
        acts.append(Act(by=run.by, input={"person": person, **post}, key=run.key(row, "post")))
    results = door.apply_many(APPOINTMENT_FLOW, "appoint", acts)
    cases = [result.case_id for result in results if not isinstance(result, AnlanError)]
    posts = dict(Post.objects.filter(appointment_seq__in=cases).values_list("appointment_seq", "pk"))
    for row, result in zip(taken, results, strict=True):
        if isinstance(result, AnlanError):
            row.refuse(result)
        else:
            row.wrote(posts[result.case_id], result.seq)


def _open_accounts(rows: Sequence[Row], run: Run) -> dict[int, Person]:
    """Return the person of everybody who had no account: opened now, or by an earlier chunk of this file."""
    first: dict[int, Row] = {}
    for row in rows:
        somebody = row.ready[0]
        if somebody.person is None:
            first.setdefault(id(somebody), row)
        elif not somebody.person.is_active and not somebody.person.has_usable_password():
            _wake(somebody.person, run, row)  # the object is shared: its other rows find it awake
    unnamed = [row.ready[0] for row in first.values() if not row.ready[0].username]
    names = dict(zip(map(id, unnamed), free(one.name for one in unnamed), strict=True))
    acts = [_opening(row, names, run) for row in first.values()]
    results = door.apply_many(ACCOUNT_FLOW, "create", acts)
    opened: dict[int, int] = {}
    for (key, row), result in zip(first.items(), results, strict=True):
        if isinstance(result, AnlanError):
            row.refuse(result)
        else:
            opened[key] = result.case_id
    people = {person.account_seq: person for person in Person.objects.filter(account_seq__in=opened.values())}
    return {key: people[case] for key, case in opened.items()}


def _opening(row: Row, names: Mapping[int, str], run: Run) -> Act:
    somebody: Somebody = row.ready[0]
    username = somebody.username or names[id(somebody)]
    given = {"name": somebody.name, "username": username, "phone": somebody.phone}
    return Act(by=run.by, input=given, key=run.key(row, "account"))


def _wake(person: Person, run: Run, row: Row) -> None:
    """Reactivate an account that never had a password: it was deactivated when its ledger was undone."""
    try:
        actions.take_account(
            person, "reactivate", by=run.by, given={"reason": REASON}, key=run.key(row, "reactivate")
        )
    except AnlanError as error:
        row.refuse(error)
    person.refresh_from_db(fields=["is_active"])


# -- taken back --------------------------------------------------------------------------------------------


def undo(taken: Mapping[int, int | None], run: Run) -> dict[int, AnlanError]:
    """End the posts at once, and deactivate the accounts that nobody ever used and that hold nothing else."""
    posts = {post.pk: post for post in Post.objects.filter(pk__in=list(taken)).select_related("person")}
    moved = _moved_on(posts)
    refused: dict[int, AnlanError] = {}
    for key, post in posts.items():
        case = post.appointment_seq or 0
        if case in moved:
            refused[key] = Conflict(
                "import.moved_on", gettext("Something was done with it since: it is kept.")
            )
            continue
        try:
            door.apply(
                APPOINTMENT_FLOW, case, "end", by=run.by, input={"reason": TAKEN_BACK},
                key=f"ledger-{run.batch}-undo-{key}",
            )  # fmt: skip
            _put_to_sleep(post.person, run)
        except AnlanError as error:
            refused[key] = error
    return refused


def _moved_on(posts: Mapping[int, Post]) -> set[int]:
    """Return the cases that have more than their first entry. One query."""
    cases = [post.appointment_seq for post in posts.values() if post.appointment_seq]
    later = Entry.objects.filter(case_id__in=cases, n__gt=1)
    return set(later.values_list("case_id", flat=True))


def _put_to_sleep(person: Person, run: Run) -> None:
    opened = Entry.objects.filter(
        seq=person.account_seq or 0, key__startswith=f"ledger-{run.batch}-"
    ).exists()
    holds = Post.objects.filter(person=person, ended_at=None).exists()
    if not opened or holds or person.has_usable_password() or not person.is_active:
        return
    account = Account.objects.filter(pk=person.account_seq or 0, state=AccountState.ACTIVE).first()
    if account is not None:
        door.apply(
            ACCOUNT_FLOW, account.pk, "deactivate", by=run.by, input={"reason": TAKEN_BACK},
            key=f"ledger-{run.batch}-sleep-{person.pk}",
        )  # fmt: skip


PEOPLE = Kind(
    code="people",
    label=_("People and posts"),
    order=40,
    columns=COLUMNS,
    permission=Permission.PEOPLE_MANAGE,
    natural=natural,
    resolve=resolve,
    write=write,
    undo=undo,
    help=_("A row is a post. Nobody can sign in before the security administrator has given a password."),
)
