"""Counters: the row lock makes each number once; a rolled-back act gives its number back."""

from django.db import connection


def next_number(key: str) -> int:
    """The next number under `key`, from 1."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO records_numbersequence (key, last) VALUES (%s, 1)"
            " ON CONFLICT (key) DO UPDATE SET last = records_numbersequence.last + 1 RETURNING last",
            [key],
        )
        return int(cursor.fetchone()[0])
