"""Stand-ins of systems a demo city has no access to; verified by the same contract tests as the real adapters."""
