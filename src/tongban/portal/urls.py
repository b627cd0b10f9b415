"""Addresses of the public site."""

from django.urls import path

from tongban.portal import files, looking_up, reports, site
from tongban.portal.applying import attaching, uploading
from tongban.portal.applying import views as applying
from tongban.portal.finding import sitemap
from tongban.portal.finding import views as finding
from tongban.portal.my import changing, looks, messages, supplementing
from tongban.portal.my import views as my
from tongban.portal.offline import views as offline

urlpatterns = [
    path("", finding.home, name="home"),
    path("search/", finding.search, name="search"),
    path("services/", finding.all_services, name="services"),
    path("services/theme/<str:who>/<str:code>/", finding.theme, name="theme"),
    path("services/event/<slug:code>/", finding.event, name="event"),
    path("departments/<slug:code>/", finding.department, name="department"),
    path("services/<str:region>/<slug:package>/", finding.guide, name="guide"),
    path("services/<str:region>/<slug:package>/start/", applying.start, name="start"),
    path("region/", finding.choose_region, name="region"),
    path("apply/<uuid:draft>/", applying.resume, name="draft"),
    path("apply/<uuid:draft>/questions/", applying.questions, name="questions"),
    path("apply/<uuid:draft>/matters/", applying.matters, name="matters"),
    path("apply/<uuid:draft>/page/<slug:page>/", applying.page, name="page"),
    path("apply/<uuid:draft>/page/<slug:page>/files/<slug:field>/", attaching.attach, name="attach"),
    path(
        "apply/<uuid:draft>/page/<slug:page>/files/<slug:field>/<uuid:material>/remove/",
        attaching.detach,
        name="detach",
    ),
    path("apply/<uuid:draft>/materials/", applying.materials, name="materials"),
    path("apply/<uuid:draft>/materials/<slug:slot>/", uploading.upload, name="upload"),
    path("apply/<uuid:draft>/materials/<slug:slot>/<uuid:material>/remove/", uploading.remove, name="remove"),
    path("apply/<uuid:draft>/check/", applying.check, name="check"),
    path("apply/<uuid:draft>/submit/", applying.submit, name="submit"),
    path("apply/<uuid:draft>/discard/", applying.discard, name="discard"),
    path("my/", my.my, name="my_cases"),
    path("my/messages/", messages.messages, name="messages"),
    path("my/messages/read/", messages.read_all, name="messages_read"),
    path("my/messages/<uuid:message>/", messages.message, name="message"),
    path("my/looks/", looks.page, name="looks"),
    path("my/looks/<uuid:look>/question/", looks.question, name="question_look"),
    path("my/cases/", my.list_above, name="list_above"),
    path("my/cases/<uuid:case>/", my.case, name="case"),
    path("my/cases/<uuid:case>/way/", my.way, name="way"),
    path("my/cases/<uuid:case>/making/", my.making, name="making"),
    path("my/cases/<uuid:case>/receipt/", my.receipt, name="receipt"),
    path("my/cases/<uuid:case>/corrected/", my.corrected, name="corrected"),
    path("my/cases/<uuid:case>/correct/", my.correct, name="correct"),
    path("my/cases/<uuid:case>/supplement/", supplementing.supplement, name="supplement"),
    path("my/cases/<uuid:case>/withdraw/", my.withdraw, name="withdraw"),
    path("my/certificates/<uuid:certificate>/change/", changing.change, name="change"),
    path("my/changes/<uuid:change>/statement/", changing.statement, name="statement"),
    path("my/cases/<uuid:case>/rate/", my.rate, name="rate"),
    path("files/materials/<uuid:material>/<str:name>", files.material, name="material"),
    path("files/letters/<uuid:letter>/", files.letter, name="letter"),
    path("files/certificates/<uuid:certificate>/", files.certificate, name="certificate"),
    path("track/", looking_up.track, name="look_up"),
    path("track/case/", looking_up.tracked, name="looked_up"),
    path("verify/", looking_up.verify_number, name="verify"),
    path("verify/revoked/", offline.trust, name="trust"),
    path("verify/offline/", offline.verifier, name="verify_offline"),
    path("verify/file/", looking_up.verify_file, name="verify_file"),
    path("messages/reports/<slug:gateway>/<str:key>/", reports.report, name="message_report"),
    path("healthz", site.health, name="health"),
    path("sitemap/", sitemap.page, name="sitemap"),
    path("sitemap.xml", sitemap.index, name="sitemap_index"),
    path("sitemap/<slug:part>.xml", sitemap.part, name="sitemap_part"),
    path("robots.txt", site.robots, name="robots"),
]
