"""Whether every part of the deployment is up, reports its health truthfully, and comes back after a restart.

When this chapter is red, a part is down, lost, badly configured, or lies about its health. A regression in one
direction is a deployment that calls itself healthy while nobody can meet; in the other, one that raises the alarm
while everybody can.
"""
