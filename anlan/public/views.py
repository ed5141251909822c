"""What law makes public, for everybody: an index, each list page by page, and each as a file. No account, no cookie."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from anlan.kernel import clock, parameters
from anlan.kernel.errors import Unknown
from anlan.public.lists import PUBLIC_LISTS, PublicList

PAGE_SECONDS, FILE_SECONDS = 60, 300
AT_ONCE, MOST = 500, 50_000
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show which lists are public, why, and how many rows each has."""
    lists = [{"list": one, "count": one.rows().count()} for one in PUBLIC_LISTS.values()]
    return _briefly(render(request, "public/index.html", {"lists": lists, "at": clock.now()}))


@require_safe
def listing(request: HttpRequest, code: str) -> HttpResponse:
    """Show one list, fifty rows a page."""
    one = _known(code)
    page = parameters.page(one.rows().only("pk", *one.order.fields), request.GET, order=one.order)
    keys = [row.pk for row in page.rows]
    told = one.tell(keys)
    context = {
        "list": one,
        "columns": one.columns(),
        "rows": [list(told[key]) for key in keys if key in told],
        "page": page,
        "count": one.rows().count(),
        "at": clock.now(),
    }
    return _briefly(render(request, "public/list.html", context))


@require_safe
def file(request: HttpRequest, code: str) -> HttpResponse:
    """Answer with a list as CSV: its first line says which list, as of when, and how many rows follow the heads."""
    one = _known(code)
    lines = list(_lines(one))
    text = io.StringIO()
    csv.writer(text).writerows([[str(column["label"]) for column in one.columns()], *lines])
    etag = f'"{hashlib.sha256(text.getvalue().encode()).hexdigest()[:32]}"'
    answer = get_conditional_response(request, etag=etag)
    if answer is None:
        head = io.StringIO()
        at = clock.now().astimezone(clock.SHANGHAI)
        csv.writer(head).writerow(
            [str(one.label), _("as of"), f"{at:%Y-%m-%d %H:%M}", _("rows"), len(lines), str(one.basis)]
        )
        answer = HttpResponse(
            "\ufeff" + head.getvalue() + text.getvalue(), content_type="text/csv; charset=utf-8"
        )
        answer["Content-Disposition"] = f'attachment; filename="public-{one.code}-{at:%Y%m%d}.csv"'
    answer["ETag"] = etag
    answer["Vary"] = "Accept-Language, Cookie"
    patch_cache_control(answer, public=True, max_age=FILE_SECONDS)
    return answer


def _known(code: str) -> PublicList:
    one = PUBLIC_LISTS.get(code)
    if one is None:
        raise Unknown("public.unknown", _("There is no public list with this address."))
    return one


def _lines(one: PublicList) -> Iterator[list[str]]:
    count = 0
    for keys in parameters.runs(one.rows(), size=AT_ONCE, order=one.order):
        told = one.tell(keys)
        for key in keys:
            if key in told:
                yield [_plain(cell) for cell in told[key]]
        count += len(keys)
        if count >= MOST:
            return


def _plain(cell: Any) -> str:
    """Return a cell as text that no spreadsheet takes for a formula."""
    text = str(cell.get("text", "") if isinstance(cell, Mapping) else "" if cell is None else cell)
    return f"'{text}" if text.startswith(FORMULA) else text


def _briefly(answer: HttpResponse) -> HttpResponse:
    """Let a reader's own browser keep a page for a minute; it holds that reader's language, so nobody else may."""
    patch_cache_control(answer, private=True, max_age=PAGE_SECONDS)
    return answer
