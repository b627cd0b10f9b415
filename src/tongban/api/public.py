"""The public API as one object; `urls` is mounted at /api/v1/ of the public site."""

from ninja import NinjaAPI

from tongban.api import errors, filing, finding, following, verifying

api = NinjaAPI(
    title="通办 Tongban",
    version="1",
    description="Services, filing, following and verification. 事项、申请、查询、验证。",
    urls_namespace="api",
    docs_url=None,
    openapi_url="/openapi.json",
)
errors.install(api)
for room in (finding, filing, following, verifying):
    api.add_router("", room.router)
urls = api.urls
