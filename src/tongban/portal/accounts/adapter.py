"""What allauth asks of us: citizens behind blind indexes, codes through our gateways, attempts counted as rows."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from tongban.directory.actions import attempts, citizens
from tongban.directory.models import Citizen
from tongban.exchange import messages
from tongban.kit import ledger
from tongban.kit.access import ANONYMOUS
from tongban.kit.viewer import let_in
from tongban.portal.accounts.numbers import MobileField, plain_mobile

MESSAGES_A_NUMBER = 12  # in 30 minutes, whatever page they were asked from
WRONG = gettext_lazy("手机号、邮箱或密码不对")
TOO_MANY = gettext_lazy("尝试次数过多，请 30 分钟后再试")


class CitizenAdapter(DefaultAccountAdapter):
    """Wherever an account is looked for, the page says the same whether it exists or not."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": WRONG,
        "phone_password_mismatch": WRONG,
        "username_password_mismatch": WRONG,
        "invalid_login": WRONG,
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
        "incorrect_code": gettext_lazy("验证码不对"),
        "phone_taken": gettext_lazy("这个手机号不能用于此账号"),
        "account_inactive": gettext_lazy("此账号已停用"),
        "select_only_one": gettext_lazy("手机号和邮箱只填一项"),
    }

    def get_login_stages(self) -> list[str]:
        """A code for the mobile number where it is not proved yet; e-mail needs no stage of its own."""
        return ["allauth.account.stages.LoginByCodeStage", "tongban.portal.accounts.stages.ProvePhone"]

    def phone_form_field(self, **options: Any) -> MobileField:
        return MobileField(**options)

    def get_user_by_phone(self, phone: str) -> Citizen | None:
        return citizens.found_by_phone(plain_mobile(phone))

    def get_phone(self, user: Any) -> tuple[str, bool] | None:
        return (user.phone, user.phone_verified) if user.phone else None

    def set_phone(self, user: Any, phone: str, verified: bool) -> None:
        citizens.prove_phone(user, phone) if verified else citizens.claim_phone(user, phone)

    def set_phone_verified(self, user: Any, phone: str) -> None:
        citizens.prove_phone(user, phone)

    def send_verification_code_sms(self, user: Any, phone: str, code: str, **more: Any) -> None:
        self._text(phone, _("【通办】验证码 %(code)s，5 分钟内有效。请勿告诉他人。") % {"code": code}, "code", code)

    def send_unknown_account_sms(self, phone: str, **more: Any) -> None:
        self._text(phone, _("【通办】有人用这个手机号登录，但它还没有注册。如非本人操作请忽略。"), "code-unknown")

    def send_account_already_exists_sms(self, phone: str) -> None:
        self._text(phone, _("【通办】这个手机号已经注册，请直接登录。如非本人操作请忽略。"), "code-exists")

    def _text(self, phone: str, text: str, kind: str, code: str = "") -> None:
        try:
            attempts.begin(attempts.key_of("text", phone), limit=MESSAGES_A_NUMBER)
        except attempts.Locked:
            return
        messages.text_message(phone, text, kind=kind, values={"code": code} if code else {})

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Only codes and the word that no account exists are ever sent; allauth's other letters have no use here."""
        if template_prefix == "account/email/login_code":
            subject = _("通办登录验证码")
            text = _("验证码 %(code)s，5 分钟内有效。请勿告诉他人。") % {"code": context["code"]}
        elif template_prefix == "account/email/unknown_account":
            subject, text = _("通办登录"), _("有人用这个邮箱登录，但它没有关联账号。如非本人操作请忽略。")
        else:
            return
        try:
            attempts.begin(attempts.key_of("text", email), limit=MESSAGES_A_NUMBER)
        except attempts.Locked:
            return
        messages.mail(email, subject, text, kind="code")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Counts the attempt first; both the number and the address of one person have their own count."""
        name = credentials.get("phone") or credentials.get("email") or ""
        account, address = plain_mobile(name), request.META.get("REMOTE_ADDR", "")
        try:
            attempts.begin_sign_in("public", account, address)
        except attempts.Locked:
            make_password(credentials.get("password"))
            ledger.access("citizen.sign-in-refused", actor=ANONYMOUS, reason="locked")
            raise self.validation_error("too_many_login_attempts") from None
        citizen = authenticate(request, **credentials)
        if citizen is None:
            ledger.access("citizen.sign-in-refused", actor=ANONYMOUS, reason="wrong")
            return None
        attempts.signed_in("public", account, address)
        return citizen

    def new_user(self, request: HttpRequest) -> Any:
        """A person signing up: the database lets in a row of theirs and no other."""
        user = super().new_user(request)
        let_in(user.pk)
        return user

    def login(self, request: HttpRequest, user: Any) -> None:
        let_in(user.pk)
        super().login(request, user)  # gives the session a new key
        language = get_language() or "zh-hans"
        if user.language != language:
            user.language = language
            user.save(update_fields=["language"])
        ledger.access("citizen.signed-in", actor=citizens.itself(user), subject=user.pk)

    def logout(self, request: HttpRequest) -> None:
        if request.user.is_authenticated:
            ledger.access("citizen.signed-out", actor=citizens.itself(request.user), subject=request.user.pk)
        super().logout(request)

    def add_message(self, *args: Any, **more: Any) -> None:
        """The pages say what happened; allauth's own notes would show keys and English."""
