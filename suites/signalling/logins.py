"""How the checks of this chapter log in, and which steps must succeed before the one that they check."""

from typing import Final, Protocol, TypeVar

from fixtures.plugin import could_not_tell
from fixtures.probes.net import Ending
from fixtures.probes.xmpp import LoginAnswer, LoginStep
from fixtures.target.target import Target

WALK: Final = tuple(LoginStep)
"""The steps in their order."""


class Walked(Protocol):
    """An answer that knows how far the way in was gone."""

    @property
    def ending(self) -> Ending:
        """How it ended; a refusal in XMPP is an answer."""

    @property
    def step(self) -> LoginStep:
        """The step that ended it, DONE when none did."""

    @property
    def detail(self) -> str:
        """One sentence about it."""


Answer = TypeVar("Answer", bound=Walked)


def way_in(target: Target) -> tuple[str, str]:
    """Return the arguments that every probe of XMPP over WebSocket begins with: where, and to which domain."""
    return target.websocket_url, target.xmpp.domain


def come_to(step: LoginStep, answer: Answer) -> Answer:
    """Return an answer of a login that came as far as the step to judge; an earlier end says nothing about it."""
    __tracebackhide__ = True
    behind = WALK.index(answer.step) < WALK.index(step)
    # Silence where the stream should begin is the WebSocket's, which has a requirement of its own.
    unheard = answer.step is LoginStep.STREAM and answer.ending is not Ending.ANSWERED
    if behind or unheard:
        could_not_tell(f"The login never came to the step {step}: {answer.detail}.")
    return answer


def logged_in(answer: Answer) -> Answer:
    """Return an answer of a client that got in; one that did not says nothing about what it would have done then."""
    __tracebackhide__ = True
    if WALK.index(answer.step) <= WALK.index(LoginStep.BIND):
        could_not_tell(f"The client never got in: {answer.detail}.")
    return answer


def let_try(answer: LoginAnswer) -> LoginAnswer:
    """Return an answer of a guest who was offered the way in that guests take; any other could not even try."""
    __tracebackhide__ = True
    if "ANONYMOUS" not in answer.mechanisms:
        could_not_tell(f"No guest could try: {answer.detail}.")
    return answer


def past_authentication(answer: Answer) -> Answer:
    """Return an answer that did not end at authentication, which is the same whichever way one came."""
    __tracebackhide__ = True
    if answer.step is LoginStep.AUTHENTICATION:
        could_not_tell(f"No guest gets in, whichever way: {answer.detail}.")
    return answer
