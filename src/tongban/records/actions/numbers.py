"""Counters: the row lock makes each number once; a rolled-back act gives its number back."""

from collections import Counter
from collections.abc import Sequence

from django.db import connection


def next_number(key: str) -> int:
    """The next number under `key`, from 1."""
    return next_numbers([key])[0]


def next_numbers(keys: Sequence[str]) -> list[int]:
    """The next number under each key, in their order; a key that comes twice gets two. Locked in the keys' own order."""
    wanted = sorted(Counter(keys).items())
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO records_numbersequence AS held (key, last) SELECT * FROM unnest(%s::text[], %s::int[])"
            " ON CONFLICT (key) DO UPDATE SET last = held.last + EXCLUDED.last RETURNING key, last",
            [[key for key, _ in wanted], [count for _, count in wanted]],
        )
        last = dict(cursor.fetchall())
    free = {key: last[key] - count for key, count in wanted}
    numbers = []
    for key in keys:
        free[key] += 1
        numbers.append(free[key])
    return numbers
