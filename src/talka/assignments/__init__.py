"""Assignments: one suite in one worker's hands, from issue to payment."""
