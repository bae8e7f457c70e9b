"""A reference double of jicofo: invites the participants of a room to a bridge, and nothing beyond that."""
