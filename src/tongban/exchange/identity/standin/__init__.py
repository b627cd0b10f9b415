"""A small OpenID Connect provider that stands in for the province in a demo city: authorization code with PKCE.

It speaks the same protocol as the real one (tests/contracts/identity holds both to it) and vouches for invented people.
"""
