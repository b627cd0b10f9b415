"""The one path: drafting, intake, work, decision, issue, delivery, closing."""
