"""What comes from outside: signed messages of other systems, the demo's stand-in of one, and the health check."""
