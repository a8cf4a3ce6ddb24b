"""The worker's web app as it is served: pages, built files, settings, and the frame for classic tasks."""
