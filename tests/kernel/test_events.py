"""Whoever listens to an event hears it, in order."""

from __future__ import annotations

from talka.kernel.events import Event, Listeners


class Opened(Event, frozen=True):
    pool_id: int


class Closed(Event, frozen=True):
    pool_id: int


def test_listeners_hear_their_events_in_the_order_of_registration():
    heard, listeners, tx = [], Listeners(), object()
    listeners.on(Opened, lambda tx, event: heard.append(("first", tx, event)))
    listeners.on(Opened, lambda tx, event: heard.append(("second", tx, event)))
    listeners.on(Closed, lambda tx, event: heard.append(("closed", tx, event)))
    listeners.tell(tx, Opened(1))
    assert heard == [("first", tx, Opened(1)), ("second", tx, Opened(1))]


def test_an_event_nobody_listens_to_passes():
    Listeners().tell(object(), Opened(1))
