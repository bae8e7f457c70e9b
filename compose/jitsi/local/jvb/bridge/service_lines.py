"""What the process logs, word for word as the real bridge does (captured lines)."""

from dataclasses import dataclass

from standin.java_log import Level, duration

from bridge.log import LOG


@dataclass(frozen=True, slots=True)
class ServiceLines:
    """The process: its start, its ports, its health, its end."""

    version: str

    def starting(self) -> None:
        """The settings are read."""
        LOG.write("MainKt.main#82", f"Starting jitsi-videobridge version {self.version}")

    def mapped(self, local: str, public: str) -> None:
        """A public address is mapped to the own one."""
        mapping = f"localAddress={local}, publicAddress={public}, localPort=null, publicPort=null, name=null"
        harvesters = "org.ice4j.ice.harvest.MappingCandidateHarvesters.initialize"
        LOG.write(harvesters, f"Adding a static mapping: StaticMapping({mapping})")

    def media_port_bound(self, address: str, port: int) -> None:
        """Media can come."""
        told = f"Initialized SinglePortUdpHarvester with address {address}:{port}/udp"
        LOG.write("org.ice4j.ice.harvest.SinglePortUdpHarvester.<init>", told)

    def media_port_not_bound(self, address: str, port: int, reason: object) -> None:
        """Somebody else has the port; the health check says so, too."""
        where = "org.ice4j.ice.harvest.SinglePortUdpHarvester.createHarvesters"
        failure = f"java.net.BindException: {reason}"
        LOG.write(where, f"Failed to create SinglePortUdpHarvester for address={address}:{port}/udp: {failure}")

    def clocks_started(self, health_interval: float) -> None:
        """The periodic work begins."""
        every = f"interval={int(health_interval * 1000)}, timeout={duration(health_interval * 1.5)}"
        LOG.write("HealthChecker.start#122", f"Started with {every}, maxDuration=PT3S, stickyFailures=false.")
        LOG.write("VideobridgeExpireThread.start#88", "Starting with 60 second interval.")
        LOG.write("MucPublisher.start#36", "Starting with interval PT5S.")

    def http_starting(self, channel_urls: str) -> None:
        """Both HTTP servers are about to listen; `channel_urls` is the beginning of every channel's address."""
        LOG.write("MainKt.main#129", "Starting public http server")
        if channel_urls:
            told = f"Websockets enabled, but no domains specified: URLs=[{channel_urls}], Relay URLs=[]"
            LOG.write("ColibriWebSocketService.<init>#51", told, level=Level.WARNING)
            told = f"Registering servlet with baseUrls = [{channel_urls}], relayBaseUrls = []"
            LOG.write("ColibriWebSocketService.registerServlet#84", told)
        LOG.write("MainKt.main#147", "Starting private http server")

    def start_failed(self, reason: object) -> None:
        """An HTTP port cannot be had."""
        LOG.write("MainKt.main#129", f"java.io.IOException: Failed to bind: {reason}", level=Level.SEVERE)

    def healthy(self, seconds: float) -> None:
        """A check succeeded after one that had failed."""
        told = f"Performed a successful health check in {duration(seconds)}. Sticky failure: false"
        LOG.write("HealthChecker.run#179", told)

    def unhealthy(self, seconds: float, message: str) -> None:
        """A check failed."""
        facts = f"success=false, hardFailure=true, responseCode=null, sticky=false, message={message}"
        told = f"Health check failed in {duration(seconds)}: Result({facts})"
        LOG.write("HealthChecker.run#181", told, level=Level.SEVERE)

    def conference_forgotten(self, conference: str) -> None:
        """Nobody is left in a conference."""
        told = f"Conference {conference} should expire, expiring it"
        LOG.write("VideobridgeExpireThread.expire#146", told)

    def wrong_server(self, expected: str, received: str) -> None:
        """Somebody asked another bridge's channel of this one."""
        told = f"Received request with a mismatching server ID (expected '{expected}', received '{received}')."
        LOG.write("ColibriWebSocketServlet.createWebSocket#143", told, level=Level.WARNING)

    def unknown_conference(self, conference: str) -> None:
        """A channel was asked for in a conference that is not there."""
        told = f"Received request for an nonexistent conference: {conference}"
        LOG.write("ColibriWebSocketServlet.createWebSocket#156", told, level=Level.WARNING)

    def unknown_endpoint(self, conference: str, endpoint: str) -> None:
        """A channel was asked for by an endpoint that is not there."""
        told = f"Received request for a nonexistent endpoint: {endpoint} (conference {conference})"
        LOG.write("ColibriWebSocketServlet.createWebSocket#189", told, level=Level.WARNING)

    def stopping(self) -> None:
        """We were told to end."""
        LOG.write("MainKt.main$lambda$7$0#174", "Caught signal SIGTERM, shutting down.")
        LOG.write("MainKt.main#187", "Bridge shutting down")
        LOG.write("HealthChecker.stop#135", "Stopped")

    def stopped(self) -> None:
        """Everything is closed."""
        LOG.write("VideobridgeExpireThread.stop#120", "Stopping.")
