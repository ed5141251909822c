"""The lifecycle of a city's own DOCX template: uploaded, replaced by a new version, chosen by series, retired."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.bulletins.inputs import Carried
from anlan.bulletins.models import Issue, Series, Template, TemplateState, TemplateVersion
from anlan.documents.compose import check_text
from anlan.documents.templates import package, placeholders
from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, allowed, denied
from anlan.kernel.errors import AnlanError, Invalid
from anlan.lifecycle.flow import STAY, Counted, Flow, Step, Taken
from anlan.lifecycle.inputs import Form, Reference, Text
from anlan.org.models import Area
from anlan.org.roles import Permission
from anlan.org.scope import Actor


@dataclass(frozen=True, slots=True)
class TemplateFile:
    """An uploaded template that was read and found sound."""

    name: str
    content: bytes
    placeholders: tuple[str, ...]
    figures: tuple[str, ...]

    @property
    def digest_text(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def read_file(name: str, content: bytes, area: Area) -> TemplateFile:
    """Return an uploaded template. Raises Invalid, naming the place, for all that it must not hold.

    Its figures must exist, and name areas within the template's own.
    """
    if not content:
        raise Invalid("template.empty", _("Choose a template: a Word document (.docx)."), field="file")
    found = placeholders.read(package.opened(content))
    figures = [one for one in found if one.name.code == "figure"]
    for one in figures:
        try:
            check_text("{%s}" % one.about, area)  # noqa: UP031 -- braces are the token's own
        except AnlanError as error:
            raise Invalid(
                "template.figure",
                _("%(where)s: “%(words)s”. %(why)s") % {"where": one.where, "words": one.words, "why": error},
                field="file",
            ) from None
    words = tuple(dict.fromkeys(one.words for one in found))
    keys = tuple(dict.fromkeys(one.token.key for one in figures))
    return TemplateFile(name[-120:], content, words, keys)


def newest(series: Series) -> TemplateVersion | None:
    """Return the version by which what a series signs now is also made; None where it chose no template."""
    if series.template_id is None:
        return None
    rows = TemplateVersion.objects.filter(template=series.template_id, number=F("template__version"))
    return rows.select_related("template").first()


# -- steps -----------------------------------------------------------------------------------------------------------


def find_area(key: int) -> Area | None:
    return Area.objects.filter(pk=key, valid_to=None).first()


def find_series(key: int) -> Series | None:
    return Series.objects.select_related("area").filter(pk=key, closed_on=None).first()


def find_any_series(key: int) -> Series | None:
    """Return a series, closed or not: a closed one too must be able to let its template go."""
    return Series.objects.select_related("area").filter(pk=key).first()


def may_upload(actor: Actor, given: dict[str, Any]) -> Decision:
    return _may(actor, given["area"].path)


def may_change(actor: Actor, template: Template) -> Decision:
    return _may(actor, template.area_path)


def _may(actor: Actor, path: str) -> Decision:
    post = actor.holds(Permission.BULLETIN_EDIT, area_path=path)
    if post is None:
        return denied(_("Only an editor of this area’s bulletins does this"), code="bulletin.edit")
    return allowed(via=post)


def name_is_free(_case: None, taken: Taken) -> Decision:
    given = taken.input
    if Template.objects.in_use().filter(area=given["area"], name=given["name"]).exists():
        return denied(
            _("There is a template with this name: bring the file as its new version"), code="template.name"
        )
    return ALLOWED


def series_is_of_the_area(template: Template, taken: Taken) -> Decision:
    if taken.input["series"].area_id != template.area_id:
        return denied(_("This series belongs to another area"), code="template.series")
    return ALLOWED


def is_chosen(template: Template, taken: Taken) -> Decision:
    if taken.input["series"].template_id != template.id:
        return denied(_("This series does not use the template"), code="template.series")
    return ALLOWED


def is_used_by_nothing(template: Any) -> Decision:
    names = [
        series.label for series in Series.objects.filter(template=template.id).order_by("position", "id")
    ]
    if names:
        return denied(
            _("It is used by %(series)s: let them choose another first") % {"series": _(", ").join(names)},
            code="template.used",
        )
    return ALLOWED


def uploaded(_case: None, taken: Taken) -> dict[str, Any]:
    area = taken.input["area"]
    return {
        "area_id": area.pk,
        "area_path": area.path,
        "name": taken.input["name"],
        "version": 1,
        "opened_on": clock.local_day(taken.at),
    }


def replaced(template: Template, _taken: Taken) -> dict[str, Any]:
    return {"version": template.version + 1}


def keep(template: Template, taken: Taken, seq: int) -> None:
    file = taken.input["file"]
    TemplateVersion.objects.create(
        template_id=template.id,
        number=template.version,
        seq=seq,
        by_id=None if taken.by.is_system else taken.by.person_id,
        at=taken.at,
        file_name=file.name,
        sha256=file.digest_text,
        content=file.content,
        placeholders=list(file.placeholders),
        figures=list(file.figures),
    )


def chosen(template: Template, taken: Taken, _seq: int) -> None:
    Series.objects.filter(pk=taken.input["series"].pk).update(template=template.id)


def left(template: Template, taken: Taken, _seq: int) -> None:
    Series.objects.filter(pk=taken.input["series"].pk, template=template.id).update(template=None)


def _form(*more: Any) -> Form:
    return Form((*more, Carried(name="file", label=gettext_lazy("Template"), model=TemplateFile)))


IN_USE = frozenset({TemplateState.IN_USE})
SERIES = Form((Reference(name="series", label=gettext_lazy("Series"), find=find_series, model=Series),))
TEMPLATE_FLOW = Flow(
    "bulletin_template",
    model=Template,
    name=gettext_lazy("template"),
    states={s.value: s.label for s in TemplateState},
    counted=Counted(day="opened_on", sector=""),
    steps=[
        Step(
            name="upload",
            label=gettext_lazy("Upload a template"),
            done=gettext_lazy("uploaded a template"),
            target=TemplateState.IN_USE,
            rule=may_upload,
            form=_form(
                Reference(name="area", label=gettext_lazy("Area"), find=find_area, model=Area),
                Text(name="name", label=gettext_lazy("Name of the template"), min_length=2, max_length=60),
            ),
            guard=name_is_free,
            effect=uploaded,
            projects=keep,
        ),
        Step(
            name="replace",
            label=gettext_lazy("Bring a new version"),
            done=gettext_lazy("brought a new version"),
            sources=IN_USE,
            target=STAY,
            rule=may_change,
            form=_form(),
            effect=replaced,
            projects=keep,
        ),
        Step(
            name="choose",
            label=gettext_lazy("Choose it for a series"),
            done=gettext_lazy("chose it for a series"),
            sources=IN_USE,
            target=STAY,
            rule=may_change,
            form=SERIES,
            guard=series_is_of_the_area,
            projects=chosen,
        ),
        Step(
            name="leave",
            label=gettext_lazy("Let a series go without it"),
            done=gettext_lazy("let a series go without it"),
            sources=IN_USE,
            target=STAY,
            rule=may_change,
            form=Form(
                (Reference(name="series", label=gettext_lazy("Series"), find=find_any_series, model=Series),)
            ),
            guard=is_chosen,
            projects=left,
        ),
        Step(
            name="retire",
            label=gettext_lazy("Retire the template"),
            done=gettext_lazy("retired the template"),
            sources=IN_USE,
            target=TemplateState.RETIRED,
            rule=may_change,
            applies=is_used_by_nothing,
            looks_up=True,
        ),
    ],
)


def sections_of(issue: Issue) -> list[str]:
    """Return the codes of the sections that an issue's text was drafted from, in order."""
    return list(dict.fromkeys(row["section"] for row in issue.passages if row.get("section")))
