"""The officers' face."""
