"""What differs between the public site, the office site and the processes without pages."""

from typing import Any

SHARED_MIDDLEWARE_HEAD = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tongban.ui.headers.PageHeaders",
    "tongban.api.faults.InTheApisShape",
]
SHARED_MIDDLEWARE_TAIL = [
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

PUBLIC: dict[str, Any] = {
    "ROOT_URLCONF": "tongban.config.urls_public",
    "WSGI_APPLICATION": "tongban.config.wsgi_public.application",
    "SESSION_ENGINE": "tongban.directory.sessions.public",
    "SESSION_COOKIE_NAME": "tongban_public",
    "CSRF_COOKIE_NAME": "tongban_public_csrf",
    "LOGIN_URL": "/accounts/login/",
    "LOGIN_REDIRECT_URL": "/my/",
    "SITE": "public",
    "MIDDLEWARE": [
        *SHARED_MIDDLEWARE_HEAD,
        "django.contrib.sessions.middleware.SessionMiddleware",
        *SHARED_MIDDLEWARE_TAIL[:3],
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        *SHARED_MIDDLEWARE_TAIL[3:],
        "allauth.account.middleware.AccountMiddleware",
        "tongban.portal.actor.CitizenActor",
    ],
}
OFFICE: dict[str, Any] = {
    "ROOT_URLCONF": "tongban.config.urls_office",
    "WSGI_APPLICATION": "tongban.config.wsgi_office.application",
    "SESSION_ENGINE": "tongban.directory.sessions.office",
    "SESSION_COOKIE_NAME": "tongban_office",
    "CSRF_COOKIE_NAME": "tongban_office_csrf",
    "LOGIN_URL": "/sign-in/",
    "SITE": "office",
    "MIDDLEWARE": [
        *SHARED_MIDDLEWARE_HEAD,
        "django.contrib.sessions.middleware.SessionMiddleware",
        *SHARED_MIDDLEWARE_TAIL,
        "tongban.workbench.actor.OfficerActor",
    ],
}
