"""What is logged of bridges, word for word as jicofo does (captured lines; failed health checks from its source)."""

from dataclasses import dataclass

from standin.java_log import JavaException, Level

from focus.bridges import Bridge
from focus.log import LOG


@dataclass(frozen=True, slots=True)
class BridgeLines:
    """The brewery, whose room is named."""

    room: str

    @property
    def _context(self) -> dict[str, str]:
        return {"type": "bridge", "brewery": self.room.partition("@")[0]}

    def joined(self) -> None:
        """The focus is in the brewery."""
        LOG.write("BaseBrewery.start#199", "Joined the room.", context=self._context)

    def left(self) -> None:
        """The focus is in it no more."""
        LOG.write("BaseBrewery.stop#236", "Left the room.", context=self._context)

    def refused(self, reason: str) -> None:
        """The room did not let the focus in."""
        failure = JavaException("org.jivesoftware.smack.XMPPException$XMPPErrorException", reason, ())
        where, told = "BaseBrewery.start#203", "Failed to create room."
        LOG.trouble(where, told, failure, level=Level.SEVERE, context=self._context)

    def added(self, bridge: Bridge) -> None:
        """A bridge reports for the first time."""
        LOG.write("BaseBrewery.addInstance#379", f"Added brewery instance: {bridge.address}", context=self._context)
        LOG.write("BridgeSelector.addJvbAddress#99", f"Added new videobridge: {named(bridge)}")
        LOG.write("JvbDoctor.bridgeAdded#133", f"Scheduled health-check task for: {named(bridge)}")

    def removed(self, bridge: Bridge) -> None:
        """A bridge left the brewery."""
        told = f"Removed brewery instance: {bridge.address}"
        LOG.write("BaseBrewery.removeInstance#391", told, context=self._context)
        LOG.write("BridgeSelector.removeJvbAddress#112", f"Removing JVB: {bridge.address}")
        LOG.write("BridgeSelector.removeJvbAddress#115", f"Lost a bridge: {bridge.address}", level=Level.WARNING)
        LOG.write("JvbDoctor.bridgeRemoved#110", f"Stopping health-check task for: {named(bridge)}")

    def silent(self, bridge: Bridge, seconds: float) -> None:
        """A bridge did not answer a health request; it is asked once more after a while."""
        told = f"{named(bridge)} health-check timed out, but will give it another try after: {int(seconds * 1000)}"
        LOG.write("JvbDoctor$HealthCheckTask.doHealthCheck#226", told, level=Level.WARNING)

    def timed_out(self, bridge: Bridge) -> None:
        """It did not answer the second one, either."""
        told = f"Health check timed out for: {named(bridge)}"
        LOG.write("JvbDoctor$HealthCheckTask.doHealthCheck#253", told, level=Level.WARNING)

    def unhealthy(self, bridge: Bridge, reason: str) -> None:
        """A bridge says that it is not well."""
        told = f"Health check failed for: {named(bridge)}: {reason}"
        LOG.write("JvbDoctor$HealthCheckTask.doHealthCheck#279", told, level=Level.WARNING)


def selected(bridge: Bridge) -> None:
    """A conference gets its first bridge."""
    properties = "ParticipantProperties(region=null, visitor=false)"
    told = f"Selected initial bridge {named(bridge)} with reported stress={bridge.stress} for participantProperties="
    LOG.write("BridgeSelectionStrategy.select#49", told + properties)


def none_operational() -> None:
    """A conference finds no bridge."""
    LOG.write("BridgeSelector.selectBridge#186", "There are no operational bridges.", level=Level.WARNING)


def named(bridge: Bridge) -> str:
    """Return a bridge as jicofo prints it."""
    stress = f"correctedStress={bridge.stress:.2f}"
    return f"Bridge[jid={bridge.address}, version={bridge.version}, relayId=null, region=null, {stress}]"
