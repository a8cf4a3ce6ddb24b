"""Pools, and what they share with trainings: status, counters, opening and closing."""
