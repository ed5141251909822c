"""Lists and single cases of lifecycles that an app tells alike: every kind of duty, every kind of rescue forces."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from ninja import Router

from anlan.api import cases, duty_schemas, schemas
from anlan.api.answers import answer
from anlan.api.gate import AccessToken, ApiRequest
from anlan.api.listed import PAGING, PLACE, choice, in_chinese, ordered
from anlan.api.stepping import Number
from anlan.kernel.parameters import NEWEST
from anlan.lifecycle.flow import FLOWS
from anlan.org.models import Organisation


@dataclass(frozen=True, kw_only=True)
class Told:
    """How the API tells the cases of an app: who may see which, how they are narrowed, which fields and parts.

    `kinds` is the app's own way of telling a case in rows; `parts` is asked with the case and the actor.
    """

    router: Router
    auth: AccessToken
    kinds: Mapping[str, Any]
    seen: Callable[[str, Any], Any]
    filtered: Callable[[str, Any, Any], Any]
    values: Callable[[str, Any], dict[str, Any]]
    parts: Mapping[str, Callable[[Any, Any], dict[str, Any]]]
    a_list: str
    one: str
    those: str
    about: str

    def register(self, kind: str, path: str, parameters: Sequence[Any]) -> None:
        """Register the list of a kind and one of its cases."""
        name = path.replace("-", "_")
        state = choice("state", list(FLOWS[kind].states))

        @self.router.get(
            f"/{path}",
            auth=self.auth,
            response=schemas.page_of(duty_schemas.DutyRow),
            operation_id=f"{name}_list",
            summary=self.a_list,
            description=self.those,
            openapi_extra={"parameters": [state, PLACE[0], *parameters, *PAGING]},
        )
        def listing(request: ApiRequest) -> HttpResponse:
            rows = self.filtered(kind, self.seen(kind, request.auth.actor.scope), request.GET)
            rows = rows.select_related(*self.kinds[kind].related)
            return ordered(request, rows, lambda page: self._tell(kind, page), order=NEWEST)

        @self.router.get(
            f"/{path}/{{int:id}}",
            auth=self.auth,
            response=duty_schemas.DutyDetail,
            operation_id=f"{name}_get",
            summary=self.one,
            description=self.about,
        )
        def detail(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
            actor, flow = request.auth.actor, FLOWS[kind]
            rows = self.seen(kind, actor.scope).select_related(*self.kinds[kind].related)
            case = rows.filter(pk=id).first()
            if case is None:
                raise cases.unknown(flow)
            return answer(
                {
                    **self._tell(kind, [case])[0],
                    "parts": self.parts[kind](case, actor) if kind in self.parts else {},
                    "available": cases.available(flow, case, actor),
                    "history": cases.history(flow, case),
                }
            )

    def _tell(self, kind: str, found: list[Any]) -> list[dict[str, Any]]:
        bodies = Organisation.objects.in_bulk({case.organisation_id for case in found})
        return [
            {
                "id": case.pk,
                "number": case.number,
                "state": {"code": case.state, "label": str(FLOWS[kind].states[case.state])},
                "area": {
                    "code": case.area.code,
                    "name": case.area.short_name if in_chinese() else case.area.name_en,
                },
                "organisation": {"id": case.organisation_id, "name": bodies[case.organisation_id].label},
                "title": self.kinds[kind].words(case),
                "values": self.values(kind, case),
                "revision": case.revision,
            }
            for case in found
        ]
