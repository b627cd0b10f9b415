"""Counters behind case, letter and certificate numbers: a row lock makes each number once, without gaps on rollback."""

from django.db import models


class NumberSequence(models.Model):
    """The last number given under a key, e.g. "case:990102:001:20260302"."""

    key = models.CharField(primary_key=True, max_length=120)
    last = models.BigIntegerField()
