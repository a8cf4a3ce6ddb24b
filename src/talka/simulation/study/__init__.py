"""What a pool's settings do with a described crowd, before anybody is paid.

The real platform runs in this process, on a sandbox of its own that nothing outlives; virtual workers come,
work, skip and leave on its clock. Nothing here goes over HTTP.
"""
