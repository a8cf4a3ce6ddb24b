"""Requesters and workers: who they are, how they log in."""
