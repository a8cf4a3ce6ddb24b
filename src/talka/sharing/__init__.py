"""Who may act in a requester's account: their own tokens, and other requesters with whom it is shared."""
