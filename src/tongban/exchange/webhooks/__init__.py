"""News of cases to the systems of applicants, signed as Standard Webhooks 1.0 has it."""
