"""The `tongban` command: one small module per subcommand, each with `register(subparsers)` and `run(options) -> int`."""
