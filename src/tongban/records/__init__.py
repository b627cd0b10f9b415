"""What is kept: materials, letters, certificates, numbers."""
