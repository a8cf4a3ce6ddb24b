"""Virtual crowds: simulated workers that use the worker's API like anyone else.

For demos, tests and users' own pipelines. Nothing here knows the database; a base URL is all it needs.
"""
