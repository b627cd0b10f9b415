"""The engine: plain Python without Django, tables or input and output."""
