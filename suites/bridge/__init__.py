"""Whether clients reach the bridge: its channel, by every hop that leads to it, and its media port.

When this chapter is red, two people may meet as long as they need no bridge, and everybody loses audio and video when a
third one joins; or video stays small and the active speaker is never found. A regression in the other direction opens
the bridge, or other services beside it, to anybody.
"""
