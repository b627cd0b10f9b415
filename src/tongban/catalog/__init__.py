"""What is offered: catalogue, implementations, packages and their versions, guides, search."""
