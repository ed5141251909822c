"""An issued advisory or warning as a CAP 1.2 message (OASIS Common Alerting Protocol); the feed of those in force.

What goes to the public is `Public`; all else is `Restricted` with who it is for. The colour maps to severity as weather
services do: red Extreme, orange Severe, yellow Moderate, blue Minor; an advisory has severity Unknown. The elements
stand in the order of the OASIS schema, against which `tests/test_cap.py` checks them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from xml.etree import ElementTree as ET

from anlan.advisories.kinds import COLOURS, ZH_LEVELS, AdvisoryState
from anlan.advisories.models import Advisory
from anlan.advisories.papers import CATEGORIES
from anlan.kernel import clock

CAP = "urn:oasis:names:tc:emergency:cap:1.2"
ATOM = "http://www.w3.org/2005/Atom"
CONTENT_TYPE = "application/cap+xml"
SEVERITY = {"1": "Extreme", "2": "Severe", "3": "Moderate", "4": "Minor", "": "Unknown"}
CAP_CATEGORY = {
    "weather": "Met", "flood": "Geo", "fire": "Fire", "chemical": "CBRNE", "gas": "Safety", "traffic": "Transport",
    "building": "Safety", "crowd": "Security", "safety": "Safety",
}  # fmt: skip
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def moment(at: datetime) -> str:
    """Return a moment as CAP writes it: seconds, and the offset from UTC in digits, never Z."""
    return at.astimezone(clock.SHANGHAI).replace(microsecond=0).isoformat()


def _put(parent: ET.Element, name: str, text: Any = None, *, space: str = CAP) -> ET.Element:
    child = ET.SubElement(parent, f"{{{space}}}{name}")
    if text is not None:
        child.text = _NOT_XML.sub("", str(text))
    return child


def sender(advisory: Advisory) -> str:
    """Return who sends it: unique to the body, without spaces, commas or signs of mark-up."""
    return re.sub(r"[\s,<&]+", "-", f"anlan:{advisory.organisation.code}")


def identifier(advisory: Advisory, *, message: int, ending: bool = False) -> str:
    return f"{advisory.number}-{'end' if ending else message}"


def message_of(advisory: Advisory) -> bytes:
    """Return the last message of what went out: Alert, Update, or the Cancel of what was lifted.

    What expired keeps its last message: CAP ends it by `expires`. Reads `organisation` and `area`.
    """
    ET.register_namespace("", CAP)
    lifted = advisory.state == AdvisoryState.LIFTED
    sent = advisory.ended_at if lifted else advisory.sent_at
    former = advisory.sent_at if lifted else advisory.sent_before_at
    alert = ET.Element(f"{{{CAP}}}alert")
    _put(alert, "identifier", identifier(advisory, message=advisory.message, ending=lifted))
    _put(alert, "sender", sender(advisory))
    _put(alert, "sent", moment(_known(sent)))
    _put(alert, "status", "Actual")
    _put(alert, "msgType", "Cancel" if lifted else "Update" if advisory.message > 1 else "Alert")
    _put(alert, "scope", "Public" if advisory.is_public else "Restricted")
    if not advisory.is_public:
        _put(alert, "restriction", f"发{advisory.area.name}各有关单位，未对社会公开")
    if lifted:
        _put(alert, "note", advisory.end_reason)
    if former:
        named = identifier(advisory, message=advisory.message if lifted else advisory.message - 1)
        _put(alert, "references", f"{sender(advisory)},{named},{moment(former)}")
    _info(alert, advisory, lifted=lifted)
    told: bytes = ET.tostring(alert, encoding="utf-8", xml_declaration=True)
    return told


def _known(at: datetime | None) -> datetime:
    if at is None:
        raise ValueError("what never went out is no message")
    return at


def _info(alert: ET.Element, advisory: Advisory, *, lifted: bool) -> None:
    info = _put(alert, "info")
    begins = advisory.starts_at <= _known(advisory.sent_at)
    told = (
        ("language", "zh-CN"),
        ("category", CAP_CATEGORY[advisory.category]),
        ("event", f"{CATEGORIES[advisory.category]}风险"),
        ("responseType", "AllClear" if lifted else "Prepare"),
        ("urgency", "Past" if lifted else "Expected" if begins else "Future"),
        ("severity", SEVERITY[advisory.level]),
        ("certainty", "Possible"),
        ("effective", moment(_known(advisory.sent_at))),
        ("onset", moment(advisory.starts_at)),
        ("expires", moment(advisory.ends_at)),
        ("senderName", advisory.organisation.name),
        ("headline", advisory.title),
        ("description", advisory.matters),
        ("instruction", advisory.measures),
    )
    for name, text in told:
        _put(info, name, text)
    if advisory.level:
        for name, value in (("预警级别", ZH_LEVELS[advisory.level]), ("colour", COLOURS[advisory.level])):
            parameter = _put(info, "parameter")
            _put(parameter, "valueName", name)
            _put(parameter, "value", value)
    area = _put(info, "area")
    _put(area, "areaDesc", advisory.area.name)
    geocode = _put(area, "geocode")
    _put(geocode, "valueName", "anlan-area")
    _put(geocode, "value", advisory.area.code)


def feed_of(
    advisories: list[Advisory], *, at: datetime, own: str, address: Callable[[Advisory], str]
) -> bytes:
    """Return an Atom feed of what is in force, each with its CAP message as a link. `own` is the feed's address."""
    ET.register_namespace("", ATOM)
    feed = ET.Element(f"{{{ATOM}}}feed")
    _put(feed, "id", own, space=ATOM)
    _put(feed, "title", "当前有效的提示提醒和风险预警", space=ATOM)
    _put(feed, "updated", moment(max((_known(one.sent_at) for one in advisories), default=at)), space=ATOM)
    _put(_put(feed, "author", space=ATOM), "name", "安澜", space=ATOM)
    _put(feed, "link", space=ATOM).attrib.update({"rel": "self", "href": own})
    for one in advisories:
        entry = _put(feed, "entry", space=ATOM)
        _put(entry, "id", address(one), space=ATOM)
        _put(entry, "title", one.title, space=ATOM)
        _put(entry, "updated", moment(_known(one.sent_at)), space=ATOM)
        _put(entry, "summary", one.matters, space=ATOM)
        link = _put(entry, "link", space=ATOM)
        link.attrib.update({"rel": "alternate", "type": CONTENT_TYPE, "href": address(one)})
    told: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return told
