"""Addresses of the office's casework."""

from django.urls import include, path

from tongban.workbench.counter import attaching, people, steps, supplementing
from tongban.workbench.help import views as help_pages
from tongban.workbench.outside import views as outside
from tongban.workbench.overview import packages
from tongban.workbench.overview import views as overview
from tongban.workbench.tasks import views as tasks

urlpatterns = [
    path("", tasks.home, name="home"),
    path("tasks/", tasks.tasks, name="tasks"),
    path("tasks/take/", tasks.take, name="task_take"),
    path("tasks/take-many/", tasks.take_many, name="task_take_many"),
    path("tasks/next/", tasks.next_task, name="task_next"),
    path("cases/", overview.find_case, name="find_case"),
    path("department/", overview.department, name="department"),
    path("packages/", packages.packages, name="packages"),
    path("packages/<slug:code>/", packages.package, name="package"),
    path("", include("tongban.workbench.case_page.urls")),
    path("", include("tongban.workbench.notices.urls")),
    path("cases/<uuid:case_id>/receipt/", steps.receipt, name="case_receipt"),
    path("cases/<uuid:case_id>/correction/", steps.correction, name="counter_correction"),
    path("cases/<uuid:case_id>/supplement/", supplementing.supplement, name="counter_supplement"),
    path("counter/", people.counter, name="counter"),
    path("counter/register/", people.register, name="counter_register"),
    path("counter/people/<uuid:person>/", people.person, name="counter_person"),
    path("counter/people/<uuid:person>/start/", people.start, name="counter_start"),
    path("counter/drafts/<uuid:draft>/", steps.resume, name="counter_draft"),
    path("counter/drafts/<uuid:draft>/submit/", steps.submit, name="counter_submit"),
    path("counter/drafts/<uuid:draft>/discard/", steps.discard, name="counter_discard"),
    path("counter/drafts/<uuid:draft>/files/<slug:slot>/", steps.upload, name="counter_upload"),
    path("counter/drafts/<uuid:draft>/remove/<uuid:material>/", steps.remove, name="counter_remove"),
    path("counter/drafts/<uuid:draft>/steps/<slug:step>/", steps.step, name="counter_step"),
    path("counter/drafts/<uuid:draft>/pages/<slug:page>/<slug:field>/", attaching.attach, name="counter_attach"),
    path(
        "counter/drafts/<uuid:draft>/pages/<slug:page>/<slug:field>/<uuid:material>/remove/",
        attaching.detach,
        name="counter_detach",
    ),
    path("help/keyboard/", help_pages.keyboard, name="keyboard"),
    path("help/components/", help_pages.gallery, name="gallery"),
    path("stand-in/registration/", outside.stand_in, name="stand_in"),
    path("stand-in/registration/<uuid:message>/", outside.answer, name="stand_in_answer"),
    path("exchange/<slug:system>/", outside.receive, name="exchange"),
    path("healthz", outside.healthz, name="health"),
]
