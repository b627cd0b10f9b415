"""The `tongban` command: a module per subcommand, each with `register(subparsers)` and `run(options) -> int`."""
