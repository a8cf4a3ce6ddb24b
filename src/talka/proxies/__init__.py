"""Requesters' own servers, reached by task interfaces through this one (Toloka: "HTTP proxy")."""
