"""Pages on which a stranger to the shop meets nothing of the shop's: which route, and why."""

from tests.architecture import enforced, sampled
from tests.architecture.filled import FORMS
from tests.architecture.kept import PERIODS
from tests.architecture.of_forces import FORCES
from tests.architecture.of_installations import INSTALLATIONS
from tests.architecture.planned import PLANS
from tests.architecture.studied import STUDIES
from tests.architecture.teamed import TEAMS
from tests.architecture.warned import WARNINGS

# route → why a stranger to the shop may open it although its address names something
NOT_OF_THE_SHOP = {
    **FORMS,
    **enforced.NOT_OF_THE_SHOP,
    **sampled.NOT_OF_THE_SHOP,
    "access:open": "a register; refused by the right",
    "criteria:detail": "public law",
    "checklists:detail": "what is looked at on a visit: the same for every reader",
    "checklists:withdraw": "the same; refused by the right",
    "hazards:rescreen": "a document of criteria; the hazards within the reader's own scope",
    **dict.fromkeys(("inspections:person", "inspections:take-person"), "a register without sectors"),
    "figures:detail": "a figure, cut to the reader's own area",
    "figures:proof": "the same",
    "figures:proof-steps": "the same",
    "figures:rows": "the same, and the rows within the reader's own scope",
    "figures:value": "the same",
    "figures:parts": "the same",
    "figures:changes": "the same; cases beyond the reader's scope are not named",
    "figures:favourite": "the reader's own list",
    "figures:quote": "a value of the reader's own area gets an address",
    "listings:export": "a list, cut to the reader's own scope when it is written",
    "imports:template": "an empty form; refused by the kind's right",
    "reporting:form": "what is asked for, of every unit alike",
    "reporting:form-workbook": "the same",
    "reporting:form-values": "values within the reader's own scope, here none",
    "reporting:form-values-workbook": "the same",
    "hazards:of-premises": "a panel; shows the rows within the reader's own scope, here none",
    "hazards:of-visit": "the same",
    "supervision:of-case": "the same",
    "outreach:detail": "publicity has an area and no sector: a department limited to sectors sees its whole area",
    "outreach:take": "the same; what it may do, its steps say",
    **dict.fromkeys(("outreach:campaign", "outreach:take-campaign"), "the same"),
    "assignments:arisen": "a panel; shows the rows within the reader's own scope, or nothing is there",
    "assignments:task": "a task has an area and no sector: a department sees the tasks of its whole area",
    "assignments:take": "the same; what it may do, its steps say",
    "assignments:take-part": "the same",
    "assignments:join": "the same; refused by the right",
    "assignments:meeting": "a meeting has an area and no sector: the same",
    "assignments:take-meeting": "the same",
    **dict.fromkeys(("assignments:leader", "assignments:take-leader"), "the same"),
    "assignments:activity": "the same",
    "assignments:take-activity": "the same",
    "incidents:detail": "an incident has an area and no sector: a department sees those of its whole area",
    **dict.fromkeys(("incidents:log", "incidents:recommendation"), "the same"),
    **dict.fromkeys(
        ("incidents:take", "incidents:take-recommendation"), "the same; what it may do, its steps say"
    ),
    **dict.fromkeys(("incidents:recommend", "incidents:withdraw"), "the same; refused by the right"),
    "incidents:drill-paper": "the same: a drill has an area",
    "incidents:take-term": "a term holds for the whole city; who lays one down, its rule says",
    "draws:detail": "a draw has an area: a department limited to sectors sees those of its whole area",
    "draws:file": "the same",
    "draws:take": "the same; what it may do, its steps say",
    "duty:case": "duty has an area and no sector: whoever sees the area sees it",
    "duty:take": "the same; what it may do, its steps say",
    **FORCES,
    **INSTALLATIONS,
    **STUDIES,
    **PERIODS,
    **TEAMS,
    **WARNINGS,
    **PLANS,
    "administration:cell": "the matrix of responsibility is public within the government",
}
