"""Components: template, style and example each; the only place with govuk- class names."""
