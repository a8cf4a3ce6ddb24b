"""Restrictions: whom a requester lets into which work no more."""
