"""A reference double of jitsi-videobridge: the same ports, settings and behaviour, without its media intelligence.

What it leaves out is listed in the README beside this package.
"""
