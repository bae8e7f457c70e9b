"""Whether clients reach the bridge: its channel, by every hop that leads to it, and its media port.

When this chapter is red, two people may meet as long as they need no bridge, and the third one takes everybody's sound
and picture away; or pictures stay small and the speaker is never found. A regression in the other direction opens the
bridge, or whatever is beside it, to those who have no business there.
"""
