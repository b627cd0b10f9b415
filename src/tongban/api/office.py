"""The office API as one object; `urls` is mounted at /api/v1/ of the office site."""

from tongban.api import errors, office_acts
from tongban.api.contract import Contract
from tongban.api.parsing import StrictParser

api = Contract(
    title="通办 Tongban: office",
    version="1",
    description="Officers' acts, for systems of the departments. 工作人员办理。",
    urls_namespace="office-api",
    docs_url=None,
    openapi_url="/openapi.json",
    parser=StrictParser(),
)
errors.install(api)
api.add_router("", office_acts.router)
urls = api.urls
