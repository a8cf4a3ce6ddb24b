"""Giving out work: who may take what, and which suite comes next."""
