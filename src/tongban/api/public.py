"""The public API as one object; `urls` is mounted at /api/v1/ of the public site."""

from tongban.api import certificates, drafts, errors, finding, following, hooks, looks, messages, papers, verifying
from tongban.api.contract import Contract
from tongban.api.parsing import StrictParser

api = Contract(
    title="通办 Tongban",
    version="1",
    description="Services, filing, following and verification. 事项、申请、查询、验证。",
    urls_namespace="api",
    docs_url=None,
    openapi_url="/openapi.json",
    parser=StrictParser(),
)
errors.install(api)
for part in (finding, following, papers, certificates, drafts, messages, looks, verifying, hooks):
    api.add_router("", part.router)
urls = api.urls
