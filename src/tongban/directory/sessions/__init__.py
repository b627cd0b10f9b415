"""Session stores: one table for each site."""
