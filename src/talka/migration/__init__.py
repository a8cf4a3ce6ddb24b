"""Copying everything a requester has on another server that speaks this API into this one's database.

The source is read by its public API alone; the target is written through the slices' own stores, a page of
the source at a time, each page in one transaction with the ids it got and how far it came.
"""
