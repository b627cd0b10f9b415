"""The machines' face: the public API, and officers' acts on the office site. See README.md."""
