"""Only the sealing process reads keys of seals and marks a request as done; the public site sees neither seals nor what
others answer. What messages say, and to whom, is never read back by a site: the office sees how they went, and the mailbox of a demo
city is a function that a real city's database answers with nothing.
"""

from django.db import migrations

from tongban.kit.grants import grant, owner_function, row_security

WRITE = "SELECT, INSERT, UPDATE"
SEAL = "SELECT (id, department_id, purpose, certificate_pem, root_pem, is_test, created_at)"  # all but the private key
QR_KEY = "SELECT (id, kid, x, y, valid_from, valid_to, is_test, created_at)"
MAILBOX = """SELECT * FROM exchange_outgoingmessage WHERE recipient_index = whose
    AND EXISTS (SELECT 1 FROM kit_installation WHERE demo)"""

HOW_IT_WENT = """id, channel, kind, language, masked, "case", notice, state, reason, attempts, gateway, created_at,
    not_before, sent_at, reported_at, settled_at"""
# A gateway's report moves what was handed over to it, once.
REPORT = """WITH moved AS (UPDATE exchange_outgoingmessage
    SET state = CASE wrong WHEN '' THEN 'delivered' ELSE 'failed' END, reason = wrong, reported_at = now()
    WHERE gateway = carrier AND receipt = number AND number <> '' AND state = 'sent' RETURNING 1)
    SELECT count(*) FROM moved"""


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_initial"), ("directory", "0002_grants")]

    operations = [
        grant("exchange_seal", public="SELECT (id, root_pem)", office=SEAL, worker=SEAL, sealer="SELECT"),
        grant("exchange_qrkey", public=QR_KEY, office=QR_KEY, worker=QR_KEY, sealer="SELECT"),
        grant(
            "exchange_sealrequest",
            office="SELECT",
            worker="SELECT, INSERT, UPDATE (taken)",
            sealer="SELECT, UPDATE (state, reason, done_at, sealed_id)",
        ),
        # Withdrawing a case calls its hand-over back: that is all the public site does with it.
        grant("exchange_handover", public='SELECT (id, "case", state), UPDATE (state)', office=WRITE, worker=WRITE),
        grant("exchange_standinfile", office=WRITE, worker=WRITE),
        grant(
            "exchange_outgoingmessage",
            public="INSERT",
            office=f"INSERT, SELECT ({HOW_IT_WENT}), UPDATE (settled_at)",
            worker="SELECT, INSERT, UPDATE, DELETE",
        ),
        row_security(
            "exchange_outgoingmessage", seen_by_public="false",
            added="state = 'waiting' AND notice IS NULL AND receipt = '' AND attempts = 0",
        ),
        owner_function("exchange_mailbox(whose bytea)", "SETOF exchange_outgoingmessage", MAILBOX, roles=("public",)),
        owner_function("exchange_report(carrier varchar, number varchar, wrong varchar)", "bigint", REPORT,
                       roles=("public",)),
    ]  # fmt: skip
