"""How the viewer's department stands, and finding one case by its number."""
