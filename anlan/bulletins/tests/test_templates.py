"""The city's own template: kept by version, chosen by a series, and an issue printed by it too, frozen with it."""

from __future__ import annotations

import hashlib
import io

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anlan.bulletins import actions, archive, composing, keeping, templates
from anlan.bulletins.models import Archived, Signed, SignedValue, Template, TemplateVersion
from anlan.bulletins.replay import replay
from anlan.bulletins.templates import TEMPLATE_FLOW
from anlan.documents.formats import FORMATS
from anlan.documents.templates.sample import sample
from anlan.documents.templates.tests.making import document, texts
from anlan.kernel.errors import AnlanError, Invalid, Refused
from anlan.lifecycle import door
from anlan.testing import accepted_hazard, actor, many_hazards, sign_in
from anlan.testing.issues import (
    drafted_issue,
    fresh,
    kept_template,
    reviewed_issue,
    signed_issue,
    step,
    the_series,
)

ENGLISH = {"accept-language": "en"}
OWN = document(
    "{{ masthead }} {{ number }}",
    "逾期 {{ figure hazards.overdue }}，找到 {{ figure hazards.found@month|bare }}",
    "{{ section hazards.loop }}",
    "{{ rest }}",
)


def kept(city, content: bytes = OWN, *, by: str = "editor1") -> Template:
    return kept_template(city, by=by, content=content)


def take(template: Template, name: str, *, by: str = "editor1", **given) -> None:
    door.apply(TEMPLATE_FLOW, template.pk, name, by=actor(by), input=given)


@pytest.fixture
def chosen(city):
    accepted_hazard("shop")
    many_hazards(2, "kitchen")
    template = kept(city)
    take(template, "choose", series=the_series().pk)
    return template


def test_an_issue_is_also_printed_by_the_template_that_its_series_chose(chosen):
    issue = signed_issue()

    signed = Signed.objects.get(pk=issue.pk)
    file = Archived.objects.get(signed=signed, format="own")
    told = texts(bytes(file.content))
    assert told[0] == f"{issue.series.name} 第1期"
    assert told[1] == "逾期 0处，找到 3"
    assert told[2].startswith("一、排查隐患，督促整改。截至10月24日")
    assert told[-1].startswith("10月1日至24日")
    assert file.sha256 == hashlib.sha256(bytes(file.content)).hexdigest()
    assert signed.template == chosen.versions.get()
    assert {one.key for one in SignedValue.objects.all()} >= {"hazards.overdue", "hazards.found@month"}


def test_what_is_signed_is_replayed_with_its_own_version_whatever_came_later(city, chosen):
    issue = signed_issue()
    take(
        chosen,
        "replace",
        file=templates.read_file("x.docx", document("new", "{{ body }}"), city.areas["city"]),
    )
    later = signed_issue(title="第二期　再查")

    found = replay(issue)

    assert found.equal, found.faults
    assert "own" in found.files
    assert [
        Signed.objects.values_list("template__number", flat=True).get(pk=one.pk) for one in (issue, later)
    ] == [1, 2]
    assert texts(archive.given(Signed.objects.get(pk=later.pk), "own"))[0] == "new"


def test_the_digest_of_what_is_signed_covers_the_template(chosen):
    issue = signed_issue()
    signed = Signed.objects.get(pk=issue.pk)

    signed.template = None

    from anlan.bulletins import replay as module

    values = list(SignedValue.objects.filter(signed=signed).order_by("position"))
    assert "another digest" in module._digests(signed, values)[0]


def test_a_series_without_template_prints_as_before(city):
    many_hazards(1)
    issue = signed_issue()

    assert set(archive.forms(Signed.objects.get(pk=issue.pk))) == set(FORMATS)
    assert replay(issue).equal


def test_a_file_that_a_killed_process_left_out_is_made_by_the_job(chosen):
    issue = reviewed_issue()
    actions.sign(issue, by=actor("signer1"))
    signed = Signed.objects.get(pk=issue.pk)
    made = bytes(Archived.objects.get(signed=signed, format="own").content)

    assert archive.missing() == []
    assert archive.render(signed, "own") == made


def test_a_draft_is_looked_at_as_the_template_prints_it(chosen):
    issue = drafted_issue()
    client = sign_in(Client(headers=ENGLISH), "editor1")

    got = client.get(f"/bulletins/{issue.pk}/file/own/")

    assert got.status_code == 200
    assert "-own.docx" in got["Content-Disposition"]
    assert texts(got.content)[1] == "逾期 0处，找到 3"
    assert "Own template" in client.get(f"/bulletins/{issue.pk}/").content.decode()
    assert client.get(f"/bulletins/{issue.pk}/edit/").status_code == 200


def test_figures_of_the_template_stand_in_no_paragraph_of_the_text(chosen):
    issue = drafted_issue()

    written = composing.of_issue(issue)

    assert not [block for block in written.document.blocks if getattr(block, "key", "") == composing.TEMPLATE]
    assert "hazards.overdue" in written.composed.prints


def test_an_overridden_figure_is_overridden_in_the_template_too(city):
    many_hazards(3)
    template = kept(
        city, document("{{ figure hazards.found }} {{ figure hazards.found|bare }}", "{{ body }}")
    )
    take(template, "choose", series=the_series().pk)
    issue = drafted_issue()
    given = {"kind": "figure", "subject": "hazards.found", "text": "3条（含移交）", "reason": "含移交部门的"}
    step(issue, "ask_waiver", by="editor1", **given)
    step(issue, "decide_waiver", by="reviewer1", waiver=issue.waivers.get().pk, decision="grant")

    version = templates.newest(fresh(issue.pk).series)
    content = archive.drafted(composing.of_issue(fresh(issue.pk)), version, templates.sections_of(issue))

    assert texts(content)[0] == "3条（含移交） 3条（含移交）"


@pytest.mark.parametrize(
    ("figure", "why"),
    [
        ("hazards.nonsense", "There is no figure"),
        ("hazards.found#nowhere", "does not lie within"),
    ],
)
def test_a_figure_that_cannot_be_evaluated_is_refused_at_the_upload(city, figure, why):
    content = document("one", "{{ figure %s }}" % figure, "{{ body }}")  # noqa: UP031

    with pytest.raises(Invalid, match=why) as met:
        kept(city, content)

    assert "main text, paragraph 2" in str(met.value)
    assert not Template.objects.exists()


@pytest.mark.parametrize(
    ("account", "may"),
    [("editor1", True), ("reviewer1", False), ("signer1", False), ("county1", False), ("leader1", False)],
)
def test_editors_of_the_area_bring_templates(city, account, may):
    if may:
        assert kept(city, by=account).version == 1
        return
    with pytest.raises(AnlanError):
        kept(city, by=account)


def test_a_name_is_given_once_and_a_used_template_is_not_retired(chosen, city):
    with pytest.raises(Refused, match="There is a template with this name"):
        kept(city)
    with pytest.raises(Refused, match="It is used by"):
        take(chosen, "retire")

    take(chosen, "leave", series=the_series().pk)
    take(chosen, "retire")

    assert Template.objects.get().state == "retired"
    assert kept(city).pk != chosen.pk
    with pytest.raises(AnlanError):
        take(chosen, "choose", series=the_series().pk)


def test_a_closed_series_lets_its_template_go_too(chosen, city):
    run = the_series()
    keeping.keep(run, "close", by=actor("editor1"), given={"reason": "并入简报"})

    page = (
        sign_in(Client(headers=ENGLISH), "editor1").get(f"/bulletins/templates/{chosen.pk}/").content.decode()
    )
    assert f'name="series" value="{run.pk}"' in page  # the form by which it leaves
    take(chosen, "leave", series=run.pk)
    take(chosen, "retire")

    assert Template.objects.get().state == "retired"


def test_a_series_of_another_area_is_not_let_choose(city):
    from anlan.bulletins import series

    county = next(one for one in series.found(city.areas["a"]) if one.code == "bulletin")

    with pytest.raises(Refused, match="another area"):
        take(kept(city), "choose", series=county.pk)


def test_versions_are_never_changed(chosen):
    from django.db import DatabaseError, transaction

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        TemplateVersion.objects.update(sha256="x")


# -- pages, API --------------------------------------------------------------------------------------------------


def sent(content: bytes = OWN, name: str = "own.docx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_an_editor_uploads_chooses_replaces_and_downloads_on_the_pages(city):
    run = the_series()
    client = sign_in(Client(headers=ENGLISH), "editor1")
    assert "{{ body }}" in client.get("/bulletins/templates/").content.decode()
    got = client.get("/bulletins/templates/sample/zh/").content

    assert client.post("/bulletins/templates/", {"name": "样本", "file": sent(got)}).status_code == 302

    address = f"/bulletins/templates/{Template.objects.get().pk}/"
    assert client.post(address + "step/choose/", {"series": run.pk}).status_code == 302
    assert client.post(address + "step/replace/", {"file": sent()}).status_code == 302
    page = client.get(address).content.decode()
    assert run.label in page
    assert "{{ figure hazards.overdue }}" in page
    assert client.get(address + "file/1/").content == got
    assert client.get(address + "file/9/").status_code == 404
    refused = client.post(address + "step/retire/", {})
    assert refused.status_code == 409
    assert "It is used by" in refused.content.decode()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (document("{% for x in y %}", "{{ body }}"), "main text, paragraph 1"),
        (b"no docx", "cannot be read as a Word document"),
        (b"", "Choose a template"),
    ],
    ids=["loop", "no docx", "empty"],
)
def test_a_refused_upload_says_why_keeps_the_name_and_writes_nothing(city, content, told):
    client = sign_in(Client(headers=ENGLISH), "editor1")

    got = client.post(
        "/bulletins/templates/",
        {"name": "红头文件", "file": sent(content)} if content else {"name": "红头文件"},
    )

    page = got.content.decode()
    assert got.status_code == 422
    assert told in page
    assert 'value="红头文件"' in page
    assert not Template.objects.exists()


def test_a_stranger_sees_no_template(chosen):
    client = sign_in(Client(headers=ENGLISH), "county1")

    assert client.get(f"/bulletins/templates/{chosen.pk}/").status_code in (403, 404)


def test_the_sample_prints_a_whole_issue(city):
    many_hazards(2)
    take(kept(city, sample("zh")), "choose", series=the_series().pk)
    issue = signed_issue()

    file = Archived.objects.get(signed=issue.pk, format="own")

    printed = docx.Document(io.BytesIO(bytes(file.content)))
    told = "\n".join(p.text for p in printed.paragraphs)
    assert "{{" not in told
    assert "第1期" in told
    assert "一、排查隐患，督促整改。" in told
    assert any(
        "editor1 name" in cell.text for table in printed.tables for row in table.rows for cell in row.cells
    )
