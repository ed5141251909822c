"""The words of a mail about an issue, in the issue's language, with its PDF and the address of its page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from anlan.bulletins import archive, subjects
from anlan.bulletins.mails import INTERRUPTED, RECALLED
from anlan.bulletins.models import Correction, Issue, Mail, Message, Signed
from anlan.kernel.mailing import File, Letter


def letter(mail: Mail) -> Letter:
    """Return what a mail says. Cost: the PDF is read, or made where the issue bears a mark."""
    issue = Issue.objects.select_related("series__issuer").get(pk=mail.issue_id)
    with override("zh-hans" if issue.language == "zh" else "en"):
        return Letter(
            key=mail.key,
            to=mail.to,
            subject=_subject(issue, Message(mail.message)),
            text=_text(issue, mail),
            files=_files(issue) if mail.message != Message.RECALL else (),
        )


def named(issue: Issue) -> str:
    """Return an issue as official text names it: 安州安全生产简报2022年第49期."""
    name = issue.series.name if issue.language == "zh" else issue.series.name_en
    return _("%(series)s No. %(n)s of %(year)s") % {"series": name, "n": issue.number, "year": issue.year}


def _subject(issue: Issue, message: Message) -> str:
    mark = {
        Message.ISSUE: pgettext("head of a mail", "[Bulletin]"),
        Message.REMINDER: pgettext("head of a mail", "[Reminder]"),
        Message.CORRECTION: pgettext("head of a mail", "[Correction]"),
        Message.RECALL: pgettext("head of a mail", "[Recall]"),
    }[message]
    space = "" if issue.language == "zh" else " "
    return f"{mark}{space}{named(issue)}　{issue.title}"


def _text(issue: Issue, mail: Mail) -> str:
    told = {"issue": named(issue), "title": issue.title}
    signs = mail.delivery_id is not None
    match mail.message:
        case Message.ISSUE:
            parts = [_("%(issue)s, “%(title)s”, is enclosed.") % told]
            parts += [_("Please sign for it in the system.")] if signs else []
        case Message.REMINDER:
            parts = [
                _("Your organisation has not signed for %(issue)s yet. Please do so in the system.") % told
            ]
        case Message.CORRECTION:
            parts = [_("%(issue)s was corrected; the corrected issue is enclosed.") % told]
            parts += _corrections(issue, mail.of)
            parts += [_("Please sign for the correction in the system.")] if signs else []
        case _:
            parts = [
                _("%(issue)s, “%(title)s”, was withdrawn. Do not use it.") % told,
                _("Reason: %(why)s") % {"why": issue.withdrawn_why},
            ]
    if settings.SITE:
        parts.append(settings.SITE + reverse("bulletins:detail", args=[issue.pk]))
    return "\n\n".join([*parts, issue.series.issuer.label]) + "\n"


def _corrections(issue: Issue, number: int) -> list[str]:
    """Return the sentences of a correction: what it is about, what it said, what is right, why."""
    told = []
    for one in Correction.objects.filter(issue=issue, number=number):
        words: dict[str, Any] = {
            "subject": subjects.named(issue, one.subject),
            "old": one.old,
            "new": one.new,
            "why": one.why,
        }
        told.append(_("%(subject)s: “%(old)s” is to read “%(new)s”. Reason: %(why)s") % words)
    return told


def _files(issue: Issue) -> tuple[File, ...]:
    content = archive.current(Signed.objects.get(pk=issue.pk), issue, "pdf")
    return (File(f"{named(issue)}.pdf", content, "application/pdf"),)


def error_words(mail: Mail) -> str:
    """Return why a mail failed or waits, for those who look after it: in words, or as the mail server said it."""
    return {
        INTERRUPTED: _("It was cut off while it was being sent: it may have arrived. Send it again if not."),
        RECALLED: _("Withdrawn before it was sent."),
    }.get(mail.error, mail.error)
