"""Whole files: tasks that come in as one, and results that go out as one."""
