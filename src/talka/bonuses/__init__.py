"""Bonuses: what a requester pays a worker beside the price of pages."""
