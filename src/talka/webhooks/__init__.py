"""Webhooks: what happens in a pool is told to an address of the requester's."""
