"""Whether words of a text assert something: what is negated, demanded, intended, asked or part of a title does not."""

from __future__ import annotations

import re
from collections.abc import Iterator

_TITLE = re.compile(r"《[^》]*》")
_QUOTED = re.compile(r"[“\"]([^”\"\n]{1,60})[”\"]")
_IS_TITLE = re.compile(
    r"(?:方案|通知|办法|意见|制度|规定|专刊|行动|活动|条例|细则|预案|工作会|会议|Plan|Notice|Measures|Rules|Campaign)$"
)
_TITLED = re.compile(r"(?:印发|下发|制定|出台|题为|名为|主题为|entitled|titled|called)[^，。；“]{0,6}$")

_STOP = re.compile(r"[。；;！？!?\n]|\.(?=\s)")
_DEMANDED = {
    "zh": re.compile(r"(?:要求|强调|指出|指示|叮嘱|号召|提出|倡议|呼吁)"),
    "en": re.compile(
        r"\b(?:demand|demanded|require|required|requires|request|requested|urge|urged|called for|asked|ordered|"
        r"stressed|emphasi[sz]ed)\b"
    ),
}
# 按照…制度要求: a noun, what follows is not what was demanded
_BY_DEMAND = re.compile(r"(?:按照|按|根据|落实|对照|符合|依据|围绕|贯彻)[^，。；]*$")
_INTENDED = {
    "zh": re.compile(
        r"(?:力争|争取|务必|必须|应当|应该|应(?![急用对付邀])|须|需(?!求)|将(?=于|会|在|继续|进一步|逐步|按|\Z)|"
        r"(?<![模虚比])拟|(?<!按)计划|努力|为了|以便|旨在|(?<![重主首次摘概简紧])要(?![求点素害闻领务件]))[^，、。；：]{0,12}$"
    ),
    "en": re.compile(
        r"\b(?:will|shall|must|should|ought to|to be|plans? to|aims? to|in order to|intends? to|would)\b[^,;:]{0,40}$",
        re.IGNORECASE,
    ),
}
_NEGATED = {
    "zh": re.compile(
        r"(?:不|未|没有|没|未能|不能|尚未|并非|不是|非|难以|无法|并未|不够|远未|还没)(?:能|能够|得到|完全|真正)?$"
    ),
    "en": re.compile(
        r"(?:\b(?:not|never|hardly|nor|cannot)|n't)(?:\s+(?:yet|all|been|be|always|fully))?\s+$",
        re.IGNORECASE,
    ),
}
_ASKED = {
    "zh": re.compile(r"(?:是否|能否|如果|如|若|凡|对于|一旦|倘若|有没有)[^，。；]*$"),
    "en": re.compile(r"\b(?:if|whether|unless|when|where)\b[^,;]*$", re.IGNORECASE),
}


def titles(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of titles: all that stands in 《》, and what stands in “” and is named as one."""
    for hit in _TITLE.finditer(text):
        yield hit.span()
    for hit in _QUOTED.finditer(text):
        if _IS_TITLE.search(hit.group(1)) or _TITLED.search(text[max(hit.start() - 20, 0) : hit.start()]):
            yield hit.span()


def sentence_before(text: str, start: int) -> str:
    """Return what stands in the same sentence before a place, 400 characters at most."""
    near = text[max(start - 400, 0) : start]
    return near[max((hit.end() for hit in _STOP.finditer(near)), default=0) :]


def is_asserted(text: str, start: int, language: str) -> bool:
    """Tell whether the words that begin at `start` are said to be so."""
    before = sentence_before(text, start)
    clause = re.split(r"[，、,：:]", before)[-1]
    if _NEGATED[language].search(before.removesuffix("“")):
        return False
    if _INTENDED[language].search(clause) or _ASKED[language].search(clause):
        return False
    return not _is_demanded(before, language)


def _is_demanded(before: str, language: str) -> bool:
    for hit in _DEMANDED[language].finditer(before):
        if language == "zh" and _BY_DEMAND.search(before[: hit.start()]):
            continue
        return True
    return False
