"""Operations: what a requester's call set going, and how far it is."""
