"""Invitations to act for an organisation, and what the public site needs of allauth's tables to sign people in.

Of e-mail addresses allauth may only look whether there are any: none are ever given to its table.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tongban.kit.ids
import tongban.kit.vault.fields
from tongban.kit.grants import SOUGHT, grant, owner_function, row_security, setting

VIEWER, PERSON, CLIENT = setting("viewer"), setting("person"), setting("client")
PUBLIC = ("public",)
REPRESENTED = f"""SELECT organisation_id FROM directory_mandate
    WHERE citizen_id = {VIEWER} AND is_representative AND revoked_at IS NULL"""
# A person is let in by being found by number, then proving it: the account row is theirs before a viewer is known.
SEEN_CITIZEN = f"""id IN ({VIEWER}, {PERSON}) OR phone_index = {SOUGHT} OR email_index = {SOUGHT}
    OR citizen_id_index = {SOUGHT} OR id IN (SELECT user_id FROM socialaccount_socialaccount)
    OR id IN (SELECT directory_agents())"""
OF_VIEWER = f"citizen_id = {VIEWER} OR organisation_id IN (SELECT directory_represented())"
AS_INVITED = f"""citizen_id = {VIEWER} AND NOT is_representative AND EXISTS (
    SELECT 1 FROM directory_invitation i WHERE i.organisation_id = directory_mandate.organisation_id
    AND i.phone_index = (SELECT directory_own_number()) AND i.answer = 'accepted'
    AND i.invited_by_id = directory_mandate.granted_by_id AND directory_mandate.packages <@ i.packages
    AND i.valid_to IS NOT DISTINCT FROM directory_mandate.valid_to)"""
OFFERED = "organisation_id IN (SELECT directory_represented()) OR phone_index = (SELECT directory_own_number())"
DOORS = [
    owner_function("directory_represented()", "SETOF uuid", REPRESENTED, roles=PUBLIC),
    owner_function(
        "directory_own_number()",
        "bytea",
        f"SELECT phone_index FROM directory_citizen WHERE id = {VIEWER} AND phone_verified",
        roles=PUBLIC,
    ),
    owner_function(
        "directory_agents()",
        "SETOF uuid",
        f"SELECT citizen_id FROM directory_mandate WHERE organisation_id IN ({REPRESENTED})",
        roles=PUBLIC,
    ),
    owner_function(
        "directory_represents(person uuid, firm uuid, day date)",
        "boolean",
        """SELECT EXISTS (SELECT 1 FROM directory_mandate m JOIN directory_citizen c ON c.id = m.citizen_id
           JOIN directory_organisation o ON o.id = m.organisation_id
           WHERE m.citizen_id = person AND m.organisation_id = firm AND m.is_representative AND m.revoked_at IS NULL
           AND c.is_active AND m.valid_from <= day AND (m.valid_to IS NULL OR m.valid_to >= day)
           AND o.valid_from <= day AND (o.valid_to IS NULL OR o.valid_to >= day))""",
        roles=("public", "office"),
    ),
    owner_function(
        "directory_pass_on_phone(number bytea, though_proved boolean)",
        "uuid",
        """UPDATE directory_citizen SET phone = NULL, phone_index = NULL, phone_verified = false
           WHERE phone_index = number AND (though_proved OR NOT phone_verified) RETURNING id""",
        roles=PUBLIC,
    ),
    owner_function(
        "directory_give_up_citizen_id(number bytea)",
        "uuid",
        """UPDATE directory_citizen SET citizen_id = NULL, citizen_id_index = NULL
           WHERE citizen_id_index = number AND assurance_level < 2 RETURNING id""",
        roles=PUBLIC,
    ),
]


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0002_grants"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
        ("sites", "0002_alter_domain_unique"),
    ]

    operations = [
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.UUIDField(default=tongban.kit.ids.new_id, primary_key=True, serialize=False)),
                ("phone", tongban.kit.vault.fields.SealedText("invitation.phone")),
                ("phone_index", models.BinaryField(max_length=16)),
                (
                    "packages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80), default=list, size=None
                    ),
                ),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("invited_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "invited_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="directory.organisation",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("answer", "open")), fields=["phone_index"], name="open_invitation")
                ],
            },
        ),
        grant(
            "directory_invitation",
            public="SELECT, INSERT, UPDATE (answer, answered_at)",
            office="SELECT",
            worker="SELECT, DELETE",
        ),
        grant("account_emailaddress", public="SELECT"),
        grant("socialaccount_socialaccount", public="SELECT, INSERT, UPDATE"),
        grant("django_site", public="SELECT"),
        migrations.RunSQL(
            "GRANT USAGE ON SEQUENCE socialaccount_socialaccount_id_seq TO tongban_public", migrations.RunSQL.noop
        ),
        *DOORS,
        row_security(
            "socialaccount_socialaccount",
            seen_by_public=f"user_id IN ({VIEWER}, {PERSON}) OR uid = (SELECT current_setting('tongban.identity', true))",
            added=f"user_id = {PERSON}",
        ),
        row_security(
            "directory_citizen",
            seen_by_public=SEEN_CITIZEN,
            added=f"id = {PERSON}",
            changed=f"id IN ({VIEWER}, {PERSON})",
        ),
        row_security(
            "directory_invitation",
            seen_by_public=OFFERED,
            added=f"invited_by_id = {VIEWER} AND organisation_id IN (SELECT directory_represented())",
        ),
        row_security("directory_mandate", seen_by_public=OF_VIEWER, added=AS_INVITED),
        row_security(
            "directory_accesstoken",
            seen_by_public=f"token_hash = {SOUGHT} OR client_id = {CLIENT}",
            added=f"client_id = {CLIENT}",
        ),
        row_security(
            "directory_machineclient",
            seen_by_public=f"id = {CLIENT} OR id IN (SELECT client_id FROM directory_accesstoken)",
        ),
    ]
