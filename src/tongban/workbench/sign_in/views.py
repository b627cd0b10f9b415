"""Signing in and out, choosing the post, changing the password."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from tongban.directory.actions import attempts, officer_sign_in
from tongban.directory.actions.passwords import must_change
from tongban.directory.actions.rights import Refuse
from tongban.kit.access import NotAllowed
from tongban.workbench import actor as session
from tongban.workbench.forms import Form, field, radio
from tongban.workbench.sign_in import doors

SIGN_IN = (
    field("login", "登录名", "Sign-in name", autocomplete="username"),
    field("password", "密码", "Password", widget="password", autocomplete="current-password"),
    field(
        "code", "动态码", "One-time code", widget="code",
        hint=("手机验证器上现在显示的 6 位数字", "The 6 digits your authenticator shows now"),
    ),
)  # fmt: skip
PASSWORD = (
    field("present", "现在的密码", "Present password", widget="password", autocomplete="current-password"),
    field(
        "new", "新密码", "New password", widget="password", autocomplete="new-password",
        hint=("至少 8 位（管理员 10 位），大写、小写、数字、符号中的三种",
              "At least 8 characters (administrators 10); three of capitals, small letters, digits, others"),
    ),
)  # fmt: skip


@doors.open_to_all
@never_cache
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Login, password and code on one page: no page tells which of them was wrong."""
    form = Form(SIGN_IN, request.POST)
    if request.method == "GET":
        return render(request, "sign_in/sign_in.html", {"form": form})
    try:
        officer = officer_sign_in.sign_in(
            login=form.text("login"),
            password=request.POST.get("password", ""),
            code=form.text("code"),
            address=request.META.get("REMOTE_ADDR", ""),
        )
    except attempts.Locked:
        form.refuse({"": ("失败次数过多，请 30 分钟后再试", "Too many failures: try again in 30 minutes")})
    except officer_sign_in.SignInRefused:
        form.refuse({"": ("登录名、密码或动态码不对", "The name, password or code is not right")})
    else:
        session.begin_session(request, officer)
        return redirect(_after(request, "administration" if officer.administration else None))
    form.forget("password", "code")
    return render(request, "sign_in/sign_in.html", {"form": form}, status=422)


def _after(request: HttpRequest, place: str | None = None) -> str:
    wanted = request.GET.get("next", "")
    if wanted and url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
        return wanted
    return place or "/"


@doors.signed_in
@require_http_methods(["GET", "POST"])
def choose_post(request: HttpRequest) -> HttpResponse:
    """An officer with several posts, or standing in, says in which one they act."""
    posts = request.signed_in.posts  # type: ignore[attr-defined]
    form = Form((_post_field(posts),), request.POST)
    if request.method == "POST" and posts:
        try:
            session.take_post(request, UUID(form.text("post")))
            return redirect(_after(request))
        except (ValueError, NotAllowed):
            form.refuse({"post": ("请选择岗位", "Choose the post")})
    return render(request, "sign_in/post.html", {"form": form, "posts": posts})


def _post_field(posts: tuple[session.HeldPost, ...]):  # type: ignore[no-untyped-def]
    options = {
        str(held.post.id): (
            f"{held.post.department.name_zh} · {held.post.name_zh}" + ("（代）" if held.stands_in else ""),
            f"{held.post.department.name_en} · {held.post.name_en}" + (" (standing in)" if held.stands_in else ""),
        )
        for held in posts
    }
    return radio("post", "以哪个岗位办理", "In which post do you act", options)


@doors.signed_in
@never_cache
@sensitive_post_parameters("present", "new")
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Changes the password; after 90 days nothing else opens."""
    officer = request.signed_in.officer  # type: ignore[attr-defined]
    form = Form(PASSWORD, request.POST)
    if request.method == "POST":
        try:
            officer_sign_in.change_password(
                officer,
                present=request.POST.get("present", ""),
                new=request.POST.get("new", ""),
                actor=request.actor,  # type: ignore[attr-defined]
            )
        except Refuse as refused:
            form.refuse(refused.problems)
        except attempts.Locked:
            form.refuse({"": ("失败次数过多，请 30 分钟后再试", "Too many failures: try again in 30 minutes")})
        else:
            officer.refresh_from_db(fields=["password_set_at"])
            session.remember_password(request, officer)
            request.session.cycle_key()
            messages.success(request, _("密码已修改"))
            return redirect("/")
    form.forget("present", "new")
    context = {"form": form, "must_change": must_change(officer)}
    return render(request, "sign_in/password.html", context, status=422 if form.problems else 200)


@doors.signed_in
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session."""
    officer_sign_in.sign_out(request.actor)  # type: ignore[attr-defined]
    request.session.flush()
    return redirect("officer_sign_in")
