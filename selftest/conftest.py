"""What all self-tests share."""

from hypothesis import settings

# A property is no less true on a machine that has other things to do.
settings.register_profile("without a deadline", deadline=None)
settings.load_profile("without a deadline")
