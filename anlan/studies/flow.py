"""The lifecycles of risk studies; each stands in a file of its own."""

from anlan.studies.finding_flow import FINDING_FLOW
from anlan.studies.rating_flow import RATING_FLOW
from anlan.studies.study_flow import STUDY_FLOW

__all__ = ["FINDING_FLOW", "RATING_FLOW", "STUDY_FLOW"]
