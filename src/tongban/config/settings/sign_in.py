"""How citizens sign in (django-allauth), and which gateways carry text messages and e-mail.

No e-mail address is given to allauth's own table: it would stand there in clear. Rate limits are ours, as rows.
"""

import json
import os
from typing import Any

from tongban.engine.package.notices import QuietHours

AUTHENTICATION_BACKENDS = ["tongban.portal.accounts.backend.CitizenBackend"]

ACCOUNT_ADAPTER = "tongban.portal.accounts.adapter.CitizenAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"phone", "email"}
ACCOUNT_SIGNUP_FIELDS = ["phone*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PHONE_VERIFICATION_ENABLED = True
ACCOUNT_PHONE_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PHONE_VERIFICATION_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 5 * 60
ACCOUNT_PHONE_VERIFICATION_TIMEOUT = 5 * 60
ALLAUTH_USER_CODE_FORMAT = {"length": 6, "numeric": True, "dashed": False}
ACCOUNT_LOGIN_BY_CODE_FORMAT = ALLAUTH_USER_CODE_FORMAT
ACCOUNT_PHONE_VERIFICATION_CODE_FORMAT = ALLAUTH_USER_CODE_FORMAT
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS: dict[str, str] | bool = False
ACCOUNT_FORMS = {
    "login": "tongban.portal.accounts.forms.SignInForm",
    "signup": "tongban.portal.accounts.forms.SignUpForm",
    "request_login_code": "tongban.portal.accounts.forms.AskForCodeForm",
    "confirm_login_code": "tongban.portal.accounts.forms.CodeForm",
    "verify_phone": "tongban.portal.accounts.forms.PhoneCodeForm",
}

SOCIALACCOUNT_ADAPTER = "tongban.portal.accounts.identity.IdentityAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = True
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_QUERY_EMAIL = False
SOCIALACCOUNT_LOGIN_ON_GET = False

IDENTITY_ISSUER = os.environ.get("TONGBAN_OIDC_ISSUER", "")
IDENTITY_NAME = (
    os.environ.get("TONGBAN_OIDC_NAME", "省统一身份认证"),
    os.environ.get("TONGBAN_OIDC_NAME_EN", "the provincial identity service"),
)
IDENTITY_CLIENT = os.environ.get("TONGBAN_OIDC_CLIENT", "tongban")
IDENTITY_SECRET = os.environ.get("TONGBAN_OIDC_SECRET", "")
IDENTITY_SCOPE = os.environ.get("TONGBAN_OIDC_SCOPE", "openid profile phone").split()
IDENTITY_NUMBER_CLAIM = os.environ.get("TONGBAN_OIDC_NUMBER_CLAIM", "id_number")

SMS_URL = os.environ.get("TONGBAN_SMS_URL", "")
SMS_TOKEN = os.environ.get("TONGBAN_SMS_TOKEN", "")
SMS_TEMPLATES: dict[str, Any] = json.loads(os.environ.get("TONGBAN_SMS_TEMPLATES", "{}"))  # those the gateway keeps
SMS_HTTP: dict[str, str] = json.loads(os.environ.get("TONGBAN_SMS_HTTP", "{}"))  # body, receipt and success of others
SMS_REPORT_KEY = os.environ.get("TONGBAN_SMS_REPORT_KEY", "")  # the secret part of the address for delivery reports
SMS_SIGNATURE = (os.environ.get("TONGBAN_SMS_SIGNATURE", "通办"), os.environ.get("TONGBAN_SMS_SIGNATURE_EN", "Tongban"))
QUIET_HOURS = QuietHours.read(os.environ.get("TONGBAN_QUIET_HOURS", "21:00-08:00"))
NOTICES_A_DAY = int(os.environ.get("TONGBAN_NOTICES_A_DAY", "8"))  # text messages to one number beside those of the law
SMTP_URL = os.environ.get("TONGBAN_SMTP_URL", "")
MAIL_FROM = os.environ.get("TONGBAN_MAIL_FROM", "")
