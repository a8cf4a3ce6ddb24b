"""Everything that a requester or a worker has here, in one archive to take along."""
