"""Figures about pools, made of their counters."""
