"""Forms of signing up and in: allauth's, with our labels, checks and counted attempts."""

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.core import context
from django import forms
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tongban.directory.actions import attempts, citizens
from tongban.engine.forms.names import name_problem
from tongban.portal.accounts.adapter import TOO_MANY
from tongban.portal.accounts.numbers import CitizenIdField, plain_mobile, said

CODES_A_NUMBER = 5  # asked for in 30 minutes
CODES_AN_ADDRESS = 60  # of the network; a whole hall may share one
GUESSES_A_SESSION = 8


def count(what: str, whose: str, limit: int) -> None:
    """Counts one attempt; ValidationError when there were too many."""
    try:
        attempts.begin(attempts.key_of(what, whose), limit=limit)
    except attempts.Locked:
        raise ValidationError(TOO_MANY, code="too-many") from None


def count_request_for_code(recipient: str) -> None:
    """A code costs money and annoys: few for one recipient, not many from one network address."""
    count("code-from", context.request.META.get("REMOTE_ADDR", ""), CODES_AN_ADDRESS)
    count("code-to", recipient, CODES_A_NUMBER)


def _password(label: Any, autocomplete: str, hint: Any = "") -> forms.CharField:
    attributes = {"autocomplete": autocomplete}
    widget = forms.PasswordInput(attrs=attributes)
    return forms.CharField(label=label, widget=widget, help_text=hint, strip=False, max_length=128)


class SignInForm(allauth_forms.LoginForm):
    """Mobile number or e-mail address, and password."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        login = forms.CharField(label=_("手机号或邮箱"), max_length=254)
        login.widget.attrs["autocomplete"] = "username"
        self.fields = {"login": login, "password": _password(_("密码"), "current-password")}


class SignUpForm(allauth_forms.SignupForm):
    """Name, mobile number, password; the citizen id is wanted only later and may be left out."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        name = forms.CharField(label=_("姓名"), help_text=_("与身份证件一致"), max_length=60)
        name.widget.attrs["autocomplete"] = "name"
        phone = self.fields["phone"]
        phone.label, phone.help_text = _("手机号"), _("我们会发一条验证码短信")
        phone.widget.attrs.update({"autocomplete": "tel", "inputmode": "tel"})
        citizen_id = CitizenIdField(
            label=_("公民身份号码"),
            help_text=_("填了以后办事不用再填；也可以到窗口核验"),
            required=False,
            max_length=24,
        )
        password = _password(_("密码"), "new-password", _("至少 8 位，不能全是数字"))
        self.fields = {"name": name, "phone": phone, "citizen_id": citizen_id, "password1": password}

    def clean_name(self) -> str:
        """Letters of a name only: what no letter could be addressed to is told here."""
        name: str = self.cleaned_data["name"].strip()
        if problem := name_problem(name):
            raise ValidationError(said(problem), code="name")
        return name

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if phone := self.cleaned_data.get("phone"):
            try:
                count_request_for_code(phone)
            except ValidationError as error:
                self.add_error("phone", error)
        return data

    def try_save(self, request: Any) -> tuple[Any, Any]:
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])  # the same work as a new account
        return super().try_save(request)

    def custom_signup(self, request: Any, user: Any) -> None:
        citizens.describe(
            user, name=self.cleaned_data["name"], citizen_id=self.cleaned_data["citizen_id"],
            language=get_language() or "zh-hans",
        )  # fmt: skip


class AskForCodeForm(forms.Form):
    """One field for both: a mobile number or an e-mail address."""

    login = forms.CharField(label=_("手机号或邮箱"), help_text=_("我们会发给您一个验证码"), max_length=254)
    login.widget.attrs["autocomplete"] = "username"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        text = data.get("login", "").strip()
        if not text:
            return data
        if "@" in text:
            data["email"] = self._email(text)
            self._user = citizens.found_by_email(data["email"])
        else:
            data["phone"] = self._phone(text)
            self._user = citizens.found_by_phone(data["phone"])
        return data

    def _email(self, text: str) -> str:
        address = forms.EmailField(error_messages={"invalid": _("请填写正确的邮箱")}).clean(text).lower()
        count_request_for_code(address)
        return address

    def _phone(self, text: str) -> str:
        from tongban.portal.accounts.numbers import MobileField

        number = MobileField().clean(plain_mobile(text))
        count_request_for_code(number)
        return number


class _Counted:
    """A guess at a code is counted for the session before it is looked at, so that parallel guesses do not help."""

    def clean_code(self) -> str:
        key = attempts.key_of("code-guess", context.request.session.session_key or "")
        count("code-guess", context.request.session.session_key or "", GUESSES_A_SESSION)
        code: str = super().clean_code()  # type: ignore[misc]
        attempts.succeeded(key)
        return code


def _label(form: forms.Form) -> None:
    form.fields["code"].label = _("验证码")
    form.fields["code"].widget.attrs.update({"autocomplete": "one-time-code", "inputmode": "numeric"})


class CodeForm(_Counted, allauth_forms.ConfirmLoginCodeForm):
    """The code that signs in."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        _label(self)


class PhoneCodeForm(_Counted, allauth_forms.VerifyPhoneForm):
    """The code that proves a mobile number."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        _label(self)
