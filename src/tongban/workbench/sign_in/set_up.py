"""The page behind a one-time link: first password, and enrolment of the authenticator by QR code or typed seed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from tongban.directory.actions import officer_accounts, one_time_codes
from tongban.directory.actions.rights import Refuse
from tongban.engine import qr
from tongban.workbench.forms import Form, field
from tongban.workbench.sign_in import doors

SEED = "set-up-seed"
WORD = field(
    "word", "开启口令", "Opening word", autocomplete="off",
    hint=("由确认申请的管理员告知，10 位字母和数字", "The administrator who confirmed tells you: 10 letters and digits"),
)  # fmt: skip
FIELDS = (
    field(
        "password", "设置密码", "Set a password", widget="password", autocomplete="new-password",
        hint=("至少 8 位（管理员 10 位），大写、小写、数字、符号中的三种",
              "At least 8 characters (administrators 10); three of capitals, small letters, digits, others"),
    ),
    field(
        "code", "验证器显示的 6 位数字", "The 6 digits the authenticator shows", widget="code",
        hint=("用来确认已经添加成功", "To make sure that it was added"),
    ),
)  # fmt: skip


@doors.open_to_all
@never_cache
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest, secret: str) -> HttpResponse:
    """A dead link is a page that says whom to ask. The seed stays the same while the page is tried again."""
    officer = officer_accounts.officer_of_link(secret)
    if officer is None:
        return render(request, "sign_in/dead_link.html", status=404)
    seed = request.session.setdefault(SEED, one_time_codes.new_seed())
    fields = (WORD, *FIELDS) if officer_accounts.needs_word(secret) else FIELDS
    form = Form(fields, request.POST)
    if request.method == "POST":
        try:
            officer_accounts.set_up(
                secret, password=request.POST.get("password", ""), seed=seed, code=form.text("code"),
                word=form.text("word"),
            )  # fmt: skip
        except Refuse as refused:
            form.refuse(refused.problems)
        else:
            request.session.flush()
            return render(request, "sign_in/ready.html", {"officer": officer})
    form.forget("password", "code")
    address = one_time_codes.enrolment_address(officer.login, seed, "Tongban")
    context = {"form": form, "officer": officer, "seed": _in_fours(seed), "qr": qr_code(address)}
    return render(request, "sign_in/set_up.html", context, status=422 if form.problems else 200)


def qr_code(text: str) -> str:
    """An SVG to stand in the page: it needs no script and no other host."""
    return mark_safe(qr.svg(text))  # only figures of ours stand in it


def _in_fours(seed: str) -> str:
    return " ".join(seed[i : i + 4] for i in range(0, len(seed), 4))
