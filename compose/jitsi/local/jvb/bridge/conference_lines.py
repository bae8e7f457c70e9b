"""What is logged of a conference, word for word as the real bridge does (captured lines)."""

from dataclasses import dataclass

from standin.java_log import duration

from bridge.log import LOG


@dataclass(frozen=True, slots=True)
class ConferenceLines:
    """One conference; `meeting_id` is cut down to the beginning of a UUID, as the real bridge does."""

    identifier: str
    name: str
    meeting_id: str

    @property
    def context(self) -> dict[str, str]:
        """What stands in front of every line."""
        return {"confId": self.identifier, "conf_name": self.name, "meeting_id": self.meeting_id.partition("-")[0]}

    def created(self) -> None:
        """A focus asked for it."""
        self._write("EndpointConnectionStatusMonitor.start#58", "Starting connection status monitor")
        LOG.write("Videobridge.createConference#215", f"create_conf, id={self.identifier} meeting_id={self.meeting_id}")

    def asked(self, request: str) -> None:
        """A focus asks for something; the whole stanza is logged, as it is by the real bridge."""
        self._write("Conference.lambda$new$1#336", f"RECV colibri2 request: {request}")

    def answered(self, response: str) -> None:
        """What it got."""
        self._write("Conference.lambda$new$1#371", f"SENT colibri2 response: {response}")

    def expiry_asked(self) -> None:
        """A focus ends it."""
        where = "Colibri2ConferenceHandler.handleConferenceModifyIQ#73"
        self._write(where, "Received request to expire conference.")

    def expiring(self) -> None:
        """It ends, and with it its endpoints."""
        self._write("Conference.expire#711", "Expiring.")
        self._write("EndpointConnectionStatusMonitor.stop#66", "Stopped")

    def expired(self, seconds: float) -> None:
        """It has ended."""
        self._write("Conference.updateStatisticsOnExpire#742", f"expire_conf,duration={int(seconds)}")

    def speakers_changed(self, order: list[str]) -> None:
        """Somebody else speaks now."""
        told = f"Recent speakers changed: [{', '.join(order)}], dominant speaker changed: true silence:false"
        self._write("Conference.recentSpeakersChanged#591", told)

    def disconnected(self, endpoint: str, seconds: float) -> None:
        """Nothing has come from an endpoint for a while."""
        told = f"{endpoint} is considered disconnected.  No activity for {duration(seconds)}"
        self._write("EndpointConnectionStatusMonitor.monitorEndpointActivity#108", told)

    def reconnected(self, endpoint: str) -> None:
        """Something comes again."""
        where = "EndpointConnectionStatusMonitor.monitorEndpointActivity#115"
        self._write(where, f"{endpoint} has reconnected")

    def _write(self, where: str, text: str) -> None:
        LOG.write(where, text, context=self.context)
