"""Style sheets, scripts and marks: their sources, and the program that builds them."""
