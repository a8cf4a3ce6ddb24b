"""Trainings: pools of tasks with answers and hints that a worker goes through before a main pool."""
