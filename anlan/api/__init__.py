"""The HTTP API `/api/v1`: what the pages show and do, for other programmes, under the same rules and errors.

One router a subject in `routers/`; the steps of lifecycles become operations by themselves (`stepping`). Whoever calls
carries an access token (anlan/access/tokens.py); no cookie is looked at. `root.API` puts it together.
"""
