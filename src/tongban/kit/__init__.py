"""Django glue with no government word in it: ledger, jobs, files, clock, ids, vault, access, database."""
