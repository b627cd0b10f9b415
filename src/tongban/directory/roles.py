"""The three administrators' roles (三员); they never overlap with each other or with a post."""

SYSTEM_ADMIN = "system-admin"
SECURITY_ADMIN = "security-admin"
AUDIT_ADMIN = "audit-admin"
OF_ADMINISTRATION = {"system": SYSTEM_ADMIN, "security": SECURITY_ADMIN, "audit": AUDIT_ADMIN}
