"""Filters: which workers a requester means."""
