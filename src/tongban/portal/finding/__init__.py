"""Finding a service: home, search, themes, departments, guide."""
