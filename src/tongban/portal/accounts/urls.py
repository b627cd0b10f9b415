"""Addresses of signing up and in, of the account, and of acting for organisations. allauth's views by their names."""

from allauth.account import views as allauth_views
from allauth.socialaccount.providers.openid_connect import views as identity_views
from django.urls import include, path

from tongban.portal.accounts import agents, apps, mailbox, notices, organisations, views

urlpatterns = [
    path("accounts/login/", allauth_views.login, name="account_login"),
    path("accounts/logout/", views.sign_out, name="account_logout"),
    path("accounts/signup/", allauth_views.signup, name="account_signup"),
    path("accounts/inactive/", allauth_views.account_inactive, name="account_inactive"),
    path("accounts/login/code/", allauth_views.request_login_code, name="account_request_login_code"),
    path("accounts/login/code/confirm/", allauth_views.confirm_login_code, name="account_confirm_login_code"),
    path("accounts/phone/verify/", allauth_views.verify_phone, name="account_verify_phone"),
    path("accounts/oidc/<str:provider_id>/login/", identity_views.login, name="openid_connect_login"),
    path("accounts/oidc/<str:provider_id>/login/callback/", identity_views.callback, name="openid_connect_callback"),
    path("accounts/oidc/cancelled/", views.identity_cancelled, name="socialaccount_login_cancelled"),
    path("accounts/oidc/failed/", views.identity_failed, name="socialaccount_login_error"),
    path("my/account/", views.account, name="account"),
    path("my/account/email/", views.email, name="account_email_address"),
    path("my/account/email/confirm/", views.confirm_email, name="account_email_code"),
    path("my/account/password/", views.password, name="account_password"),
    path("my/account/notices/", notices.notice_settings, name="notice_settings"),
    path("my/apps/", apps.apps, name="apps"),
    path("my/apps/<uuid:consent>/end/", apps.end, name="end_app"),
    path("oauth/authorize/", apps.authorize, name="authorize"),
    path("my/organisations/", organisations.organisations, name="organisations"),
    path("my/organisations/act/", organisations.act_for, name="act_for"),
    path("my/organisations/invitations/<uuid:invitation>/", organisations.answer, name="answer_invitation"),
    path("my/organisations/<uuid:organisation>/", agents.agents, name="agents"),
    path("my/organisations/<uuid:organisation>/<uuid:mandate>/revoke/", agents.revoke, name="revoke_mandate"),
    path("my/organisations/<uuid:organisation>/invitations/<uuid:invitation>/withdraw/", agents.withdraw,
         name="withdraw_invitation"),
    path("stand-in/mailbox/", mailbox.mailbox, name="mailbox"),
    path("stand-in/identity/", include("tongban.exchange.identity.standin.urls")),
]  # fmt: skip
