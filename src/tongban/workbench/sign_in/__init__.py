"""Officers sign in, choose their post, set up and change their password."""
