"""How large one uploaded file may be: the one figure for packages, forms, pages, the API and the web processes."""

MAX_MB = 10
"""Megabytes of 1,048,576 bytes. Settings derive what a process takes from it; a slot may ask for less, never more."""
