"""Only the sealing process reads keys of seals and marks a request as done; the public site sees neither seals nor what
others answer. Messages are written and never read back: the mailbox of a demo city is a function that a real city's
database answers with nothing.
"""

from django.db import migrations

from tongban.kit.grants import grant, owner_function

WRITE = "SELECT, INSERT, UPDATE"
SEAL = "SELECT (id, department_id, purpose, certificate_pem, root_pem, is_test, created_at)"  # all but the private key
QR_KEY = "SELECT (id, kid, x, y, valid_from, valid_to, is_test, created_at)"
MAILBOX = """SELECT * FROM exchange_outgoingmessage WHERE recipient_index = whose
    AND EXISTS (SELECT 1 FROM kit_installation WHERE demo)"""


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
            office="INSERT",
            worker="SELECT, INSERT, UPDATE, DELETE",
        ),
        owner_function("exchange_mailbox(whose bytea)", "SETOF exchange_outgoingmessage", MAILBOX, roles=("public",)),
    ]
