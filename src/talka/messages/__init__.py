"""Messages: conversations of requesters with workers, and what the platform tells workers."""
