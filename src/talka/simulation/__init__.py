"""Virtual crowds: simulated workers that use the worker's API like anyone else.

For demos, tests and users' own pipelines. A base URL is all that they need; nothing here knows the database,
but for :mod:`talka.simulation.study`, which simulates a whole platform with its crowd.
"""
