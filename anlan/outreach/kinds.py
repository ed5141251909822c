"""What publicity is counted: its kinds, in which measure word, what each of them takes in, and what is not counted.

Likes, forwards and reads are no performance: rules of 2026 for government apps forbid to assess by them
(国办函〔2026〕12号; domain brief §6.6).
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ActivityKind(models.TextChoices):
    MEDIA_ITEM = "media_item", _("Media item")
    SHORT_VIDEO = "short_video", _("Short video")
    FIVE_ENTRIES = "five_entries", _("Five entries")
    LEAFLET = "leaflet", _("Leaflets")
    SMS = "sms", _("Text messages")
    HOUSEHOLD_VISIT = "household_visit", _("Household visits")
    OTHER = "other", _("Other publicity")


class Channel(models.TextChoices):
    WEBSITE = "website", _("Website")
    WECHAT = "wechat", _("WeChat")
    WEIBO = "weibo", _("Weibo")
    NEWS_CLIENT = "news_client", _("News client")
    DOUYIN = "douyin", _("Douyin")
    TELEVISION = "television", _("Television")
    RADIO = "radio", _("Radio")
    NEWSPAPER = "newspaper", _("Newspaper")
    SMS = "sms", _("SMS")
    ON_SITE = "on_site", _("On the scene")
    OTHER = "other", _("Other channel")


class VenueKind(models.TextChoices):
    """五进: into enterprises, villages, communities, schools and families."""

    ENTERPRISE = "enterprise", _("Enterprise")
    VILLAGE = "village", _("Village")
    COMMUNITY = "community", _("Community")
    SCHOOL = "school", _("School")
    FAMILY = "family", _("Families")


class CountedHow(models.TextChoices):
    COUNTED = "counted", _("Counted out")
    ESTIMATED = "estimated", _("Estimated")


MEASURE_WORDS = {
    ActivityKind.MEDIA_ITEM: "篇（条）",
    ActivityKind.SHORT_VIDEO: "条",
    ActivityKind.FIVE_ENTRIES: "次",
    ActivityKind.LEAFLET: "份",
    ActivityKind.SMS: "条",
    ActivityKind.HOUSEHOLD_VISIT: "户次",
}
"""Of the other kind, whoever records it says the measure word."""

USUAL_CHANNEL = {
    ActivityKind.FIVE_ENTRIES: Channel.ON_SITE,
    ActivityKind.LEAFLET: Channel.ON_SITE,
    ActivityKind.SMS: Channel.SMS,
    ActivityKind.HOUSEHOLD_VISIT: Channel.ON_SITE,
}
"""Where the kind says the channel, nobody is asked."""

ALWAYS = ("kind", "title", "campaign", "area", "reference", "evidence", "note")
NEEDED: dict[str, tuple[str, ...]] = {
    ActivityKind.MEDIA_ITEM: ("channel", "quantity"),
    ActivityKind.SHORT_VIDEO: ("channel", "quantity"),
    ActivityKind.FIVE_ENTRIES: ("venue_kind", "place"),
    ActivityKind.LEAFLET: ("quantity",),
    ActivityKind.SMS: ("quantity", "receipt_operator", "receipt_number", "receipt_count", "receipted_on"),
    ActivityKind.HOUSEHOLD_VISIT: ("grid_cell", "doors"),
    ActivityKind.OTHER: ("channel", "quantity", "measure_word"),
}
"""Kind → what it cannot do without, beside what every activity has."""

ALLOWED: dict[str, tuple[str, ...]] = {
    ActivityKind.MEDIA_ITEM: (),
    ActivityKind.SHORT_VIDEO: (),
    ActivityKind.FIVE_ENTRIES: ("quantity",),
    ActivityKind.LEAFLET: ("place", "counted", "estimate_basis"),
    ActivityKind.SMS: (),
    ActivityKind.HOUSEHOLD_VISIT: (),
    ActivityKind.OTHER: ("place", "counted", "estimate_basis"),
}
"""Kind → what it may have besides."""

NOT_PERFORMANCE = (
    "点赞", "转发", "转评", "评论数", "阅读", "浏览", "播放量", "点击", "粉丝", "关注数", "收藏", "打卡", "积分",
    "学习时长",
    "like", "forward", "repost", "share", "read", "view", "click", "follower", "fan", "check-in", "check_in", "point",
)  # fmt: skip
"""Words that name what is not counted as performance."""

WHY_NOT = _(
    "Likes, forwards, reads and the like are not counted: they may not be used to assess work (rules of 2026 for "
    "government apps). Count what was published, handed out or visited."
)


def is_no_performance(text: str) -> bool:
    """Tell whether a word names likes, forwards, reads or another count of attention.

    English words are compared whole (“leaflets read out” counts), Chinese ones anywhere in the text.
    """
    low = text.strip().lower()
    words = {word.rstrip("s") for word in low.replace("-", "_").split()} | {low.rstrip("s")}
    return any(
        name in low if not name.isascii() else name.replace("-", "_") in words for name in NOT_PERFORMANCE
    )


def fields_of(kind: str) -> tuple[str, ...]:
    """Return the names of the inputs that an activity of a kind may have."""
    return (*ALWAYS, *NEEDED[kind], *ALLOWED[kind])
