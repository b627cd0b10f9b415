"""What the viewer's post has to do."""
