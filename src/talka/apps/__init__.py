"""Apps: ready-made kinds of labelling, run by projects and pools of the platform's own."""
