"""What is seen: lights, ratings, statistics, audit reading."""
