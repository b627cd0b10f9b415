"""What is mine: cases, drafts, corrections, letters, certificates, rating; and looking up a case by its code."""
