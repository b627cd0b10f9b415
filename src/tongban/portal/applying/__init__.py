"""Applying: start, questions, what follows from them, the form page by page, materials, check, submit."""
