"""Whether a client gets from the page into a meeting: XMPP through the whole chain, and the focus behind it.

When this chapter is red, the start page opens and joining ends in "you have been disconnected", or people sit in a room
to which nobody invites them. A regression in one direction shuts clients out, all of them or those of one kind of
network; in the other, it lets in what Prosody's limits are there to stop.
"""
