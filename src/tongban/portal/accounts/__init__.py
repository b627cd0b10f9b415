"""Citizens sign up and in (django-allauth), look after their account, and act for organisations."""
