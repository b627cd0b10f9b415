"""Addresses of the administrators."""

from django.urls import path

from tongban.workbench.administration import (
    calendars,
    conspicuous,
    departments,
    failed_jobs,
    home,
    imprint,
    ledger,
    ledger_export,
    machines,
    officers,
    requests,
    rights,
    webhooks,
)

urlpatterns = [
    path("administration/", home.home, name="administration"),
    path("administration/officers/", officers.officers, name="administration_officers"),
    path("administration/officers/<uuid:officer>/link/", officers.link, name="administration_link"),
    path("administration/officers/<uuid:officer>/close/", officers.close, name="administration_close"),
    path("administration/officers/<uuid:officer>/ask/<str:act>/", requests.ask, name="administration_ask"),
    path("administration/requests/", requests.requests, name="administration_requests"),
    path("administration/requests/<uuid:asked>/answer/", requests.answer, name="administration_answer"),
    path("administration/requests/<uuid:asked>/link/", requests.take, name="administration_take_link"),
    path("administration/departments/", departments.overview, name="administration_departments"),
    path("administration/departments/add/", departments.add_department, name="administration_add_department"),
    path("administration/posts/add/", departments.add_post, name="administration_add_post"),
    path("administration/calendar/", calendars.calendar, name="administration_calendar"),
    path("administration/calendar/local/", calendars.add_local, name="administration_local_day"),
    path("administration/calendar/<uuid:day>/remove/", calendars.remove, name="administration_remove_day"),
    path("administration/imprint/", imprint.imprint, name="administration_imprint"),
    path("administration/rights/", rights.rights, name="administration_rights"),
    path("administration/rights/substitute/", rights.substitute, name="administration_substitute"),
    path("administration/rights/<str:kind>/<uuid:row>/end/", rights.end, name="administration_end"),
    path("administration/machines/", machines.machines, name="administration_machines"),
    path("administration/machines/<uuid:client>/end/", machines.end, name="administration_end_machine"),
    path("administration/machines/<uuid:client>/news/", webhooks.webhooks, name="administration_webhooks"),
    path(
        "administration/machines/<uuid:client>/news/<uuid:delivery>/again/",
        webhooks.again,
        name="administration_webhook_again",
    ),
    path("administration/failed-jobs/", failed_jobs.failed, name="administration_failed_jobs"),
    path("administration/failed-jobs/<int:job>/again/", failed_jobs.again, name="administration_try_again"),
    path("administration/ledger/", ledger.ledger, name="administration_ledger"),
    path("administration/ledger/export/", ledger_export.export, name="administration_ledger_export"),
    path("administration/ledger/conspicuous/", conspicuous.page, name="administration_conspicuous"),
]
