"""The routes that anybody may open without an account, each with its reason."""

from tests.architecture.fielded import OPEN_FIELD
from tests.architecture.of_installations import OPEN_INSTALLATIONS
from tests.architecture.opened import OPEN
from tests.architecture.sampled import ROUTES as SAMPLES
from tests.architecture.warned import OPEN_WARNINGS

# route → why anybody may open it
PUBLIC = {
    "sign-in": "the door itself",
    "single": "the door by the city's provider; 404 where there is none",
    "single-return": "the same: lets in whom the provider vouches for, in the browser that asked",
    "set-up": "only while no city stands here, behind the code that the server's start printed; then 404",
    "sign-out": "by POST only; ends a session, or nothing",
    "set-language": "by POST only; a cookie",
    "set-theme": "by POST only; a cookie",
    "healthz": "a sign of life without data",
    "readyz": "whether it can work; no particulars",
    "draws:public": "what law makes public: draws after they were made public",
    **dict.fromkeys(("draws:public-detail", "draws:public-file"), "the same"),
    **SAMPLES,
    **OPEN,
    **OPEN_WARNINGS,
    **OPEN_INSTALLATIONS,
    **OPEN_FIELD,
    "duty:feed": "somebody's own duties, behind a secret of 256 bits that he made and may revoke; else 404",
    "openapi": "the description of the API: nothing that is not in the source",
}
