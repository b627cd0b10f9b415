"""What officers see of notices: what is new for their post, how a notice travelled, and what each event says."""
