"""Commands that talk to a server over HTTP, as a program of the requester's own would."""
