"""The citizen's account: what is known, e-mail address proved by a code, password, signing out."""

import secrets
import time
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core.internal.cryptokit import compare_user_code
from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongban.directory.actions import citizens
from tongban.directory.queries.mandates import invitations_for
from tongban.portal.accounts.forms import GUESSES_A_SESSION, count, count_request_for_code

CODE_LASTS = 5 * 60
_PENDING = "email-to-prove"


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session; a link alone never does."""
    get_adapter().logout(request)
    return redirect("/")


@require_GET
def identity_cancelled(request: HttpRequest) -> HttpResponse:
    """The person said no at the province's page."""
    messages.info(request, _("您取消了省统一身份认证登录"))
    return redirect("account_login")


@require_GET
def identity_failed(request: HttpRequest) -> HttpResponse:
    """The province's answer could not be used."""
    return render(request, "account/identity_failed.html", status=502)


@login_required
@never_cache
@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """What is known of the person, masked."""
    citizen: Any = request.user
    return render(request, "account/account.html", {"citizen": citizen, "invitations": invitations_for(citizen)})


class EmailForm(forms.Form):
    """The address to prove."""

    email = forms.EmailField(label=gettext_lazy("邮箱"), max_length=254)
    email.widget.attrs["autocomplete"] = "email"

    def clean_email(self) -> str:
        address: str = self.cleaned_data["email"].strip().lower()
        count_request_for_code(address)
        return address


class EmailCodeForm(forms.Form):
    """The code sent to it."""

    code = forms.CharField(label=gettext_lazy("验证码"), max_length=12)
    code.widget.attrs.update({"autocomplete": "one-time-code", "inputmode": "numeric"})


@login_required
@require_http_methods(["GET", "POST"])
def email(request: HttpRequest) -> HttpResponse:
    """Sends a code to the address; nothing is kept before it is proved."""
    form = EmailForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["email"]
        code = f"{secrets.randbelow(10**6):06d}"
        request.session[_PENDING] = {"email": address, "code": code, "at": int(time.time())}
        get_adapter().send_mail("account/email/login_code", address, {"code": code})
        return redirect("account_email_code")
    return render(request, "account/email.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def confirm_email(request: HttpRequest) -> HttpResponse:
    """The address is the citizen's once the code was read there."""
    pending = request.session.get(_PENDING)
    if pending is None or time.time() - pending["at"] > CODE_LASTS:
        return redirect("account_email_address")
    form = EmailCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            count("code-guess", request.session.session_key or "", GUESSES_A_SESSION)
        except ValidationError as error:
            form.add_error("code", error)
        else:
            if _proved(request, pending, form.cleaned_data["code"]):
                return redirect("account")
            form.add_error("code", _("验证码不对"))
    context = {"form": form, "email": pending["email"]}
    return render(request, "account/confirm_email.html", context, status=422 if form.errors else 200)


def _proved(request: HttpRequest, pending: dict[str, Any], code: str) -> bool:
    if not compare_user_code(actual=code, expected=pending["code"]):
        return False
    del request.session[_PENDING]
    if citizens.prove_email(request.user, pending["email"]):  # type: ignore[arg-type]
        messages.success(request, _("邮箱已绑定，以后可以用它登录"))
    else:
        messages.error(request, _("这个邮箱已绑定其他账号，请在那个账号里解除，或换一个邮箱"))
    return True


class PasswordForm(forms.Form):
    """Present password (unless just signed in by code) and the new one."""

    present = forms.CharField(
        label=gettext_lazy("现在的密码"), strip=False, max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip
    new = forms.CharField(
        label=gettext_lazy("新密码"), help_text=gettext_lazy("至少 8 位，不能全是数字"), strip=False, max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def __init__(self, *args: Any, citizen: Any, by_code: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        self.citizen = citizen
        if by_code or not citizen.has_usable_password():
            del self.fields["present"]

    def clean_present(self) -> str:
        count("password", str(self.citizen.pk), 5)
        if not self.citizen.check_password(self.cleaned_data["present"]):
            raise ValidationError(_("现在的密码不对"))
        return str(self.cleaned_data["present"])

    def clean_new(self) -> str:
        validate_password(self.cleaned_data["new"], self.citizen)
        return str(self.cleaned_data["new"])


@login_required
@never_cache
@sensitive_post_parameters("present", "new")
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Sets a password. Who forgot it signs in by code and sets a new one here."""
    citizen: Any = request.user
    signed_in_by = [record.get("method") for record in request.session.get("account_authentication_methods", [])]
    form = PasswordForm(request.POST or None, citizen=citizen, by_code="code" in signed_in_by[-1:])
    if request.method == "POST" and form.is_valid():
        citizens.set_password(citizen, form.cleaned_data["new"])
        update_session_auth_hash(request, citizen)
        messages.success(request, _("密码已修改，其他设备上的登录已退出"))
        return redirect("account")
    return render(request, "account/password.html", {"form": form}, status=422 if form.errors else 200)
