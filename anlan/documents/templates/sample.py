"""A template to begin with, made from the look of our own DOCX: every placeholder of an issue in its place."""

from __future__ import annotations

from anlan.documents.model import Bulletin, Composition, Paragraph, Text
from anlan.documents.rendering import docx

_PEOPLE = (("编辑", "editors", "编辑"), ("审核", "reviewer", "审核"), ("签发", "signer", "签发"))


def sample(language: str) -> bytes:
    """Return a sample template with placeholders in a language, to be changed in Word or WPS and uploaded."""
    chinese = language == "zh"

    def named(code: str, word: str) -> str:
        return "{{ %s }}" % (word if chinese else code)

    frame = Bulletin(
        masthead=named("masthead", "刊名"),
        issue_line=named("number", "期号"),
        special_line=named("special", "专刊"),
        issuer=named("issuer", "编发单位"),
        day=named("date", "日期"),
        title=(named("title", "标题"),),
        people=tuple((role, named(code, word)) for role, code, word in _PEOPLE),
        deliver_to=named("deliver_to", "送"),
        issue_to=named("issue_to", "发"),
    )
    blocks = (Paragraph((Text(named("body", "正文")),)),)
    document = Composition(frame, blocks, language, as_of=named("as_of", "统计截至"))
    return docx.render(document)
