"""The lifecycles of major hazard installations as the API offers them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from anlan.api.offered import Offered
from anlan.inspections.models import Qualification
from anlan.installations.acts import INSTALLATION_ACTS
from anlan.installations.flow import (
    ALARM_FLOW,
    INSTALLATION_FLOW,
    LOG_FLOW,
    PARK_FLOW,
    POST_FLOW,
    SOURCE_FLOW,
    STATIONING_FLOW,
    TASK_FLOW,
)
from anlan.installations.inputs import experts_for
from anlan.installations.models import (
    AlarmSource,
    ExpertLog,
    ExpertStationing,
    GuaranteePost,
    GuaranteeTask,
    Installation,
    Park,
    PlantAlarm,
)
from anlan.org.roles import Permission

_READ, _KEEP = Permission.INSTALLATION_READ, Permission.INSTALLATION_KEEP
_PERFORM = Permission.INSTALLATION_PERFORM

INSTALLATIONS = (
    Offered(
        INSTALLATION_FLOW,
        "installations",
        _READ,
        Installation.objects.within,
        _KEEP,
        actions=INSTALLATION_ACTS,
    ),
    Offered(PARK_FLOW, "parks", _READ, Park.objects.within, _KEEP),
    Offered(
        POST_FLOW,
        "guarantee-posts",
        _READ,
        GuaranteePost.objects.within,
        _KEEP,
        without=frozenset({"set_up", "expire", "close"}),  # with the installation, and by the clock
    ),
    Offered(
        TASK_FLOW,
        "guarantee-tasks",
        _READ,
        GuaranteeTask.objects.within,
        _PERFORM,
        without=frozenset({"lay_down", "miss", "drop"}),  # by the clock
    ),
    Offered(STATIONING_FLOW, "expert-stationings", _READ, ExpertStationing.objects.within, _KEEP),
    Offered(LOG_FLOW, "expert-logs", _READ, ExpertLog.objects.within, _PERFORM),
    Offered(
        ALARM_FLOW,
        "plant-alarms",
        _READ,
        PlantAlarm.objects.within,
        _PERFORM,
        without=frozenset({"receive"}),  # signed by the plant's system
    ),
    Offered(SOURCE_FLOW, "alarm-sources", _READ, AlarmSource.objects.within, _KEEP),
)

INSTALLATIONS_NAMED: Mapping[type[Any], Any] = {
    Park: lambda scope, keys: Park.objects.within(scope).filter(state="listed").in_bulk(list(keys)),
    ExpertStationing: lambda scope, keys: (
        ExpertStationing.objects.within(scope).exclude(state="voided").in_bulk(list(keys))
    ),
    Qualification: lambda scope, keys: experts_for(scope).in_bulk(list(keys)),
}
"""Records that only some may see, as the inputs that name them find them."""
