"""Talka: a self-hosted crowdsourcing platform that speaks the Toloka API."""
