"""Captchas between suites: when one is due, how it is shown and answered, and what failing comes to."""
