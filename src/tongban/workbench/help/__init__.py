"""What helps people at the desk and those who build its pages."""
