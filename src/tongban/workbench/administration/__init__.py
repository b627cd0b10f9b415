"""Pages of the three administrators: what each may see and do, and nothing of the others."""
