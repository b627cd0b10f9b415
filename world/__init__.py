"""One demo city: departments, named people, and cases in every state, built by running the real actions."""
