"""What the process logs, word for word as jicofo does (captured lines; the rarer failures from its source)."""

from typing import Final

from standin.java_log import JavaException, Level, duration

from focus.log import LOG

CLIENT: Final = {"xmpp_connection": "client"}
_TASK: Final = ("java.base/java.util.concurrent.ThreadPoolExecutor.runWorker(ThreadPoolExecutor.java:1144)",)


def starting() -> None:
    """The settings are read."""
    LOG.write("Main.main#49", "Starting Jicofo.")


def listening(host: str, port: int, health_every: float) -> None:
    """The HTTP interface is there, and the clock of the health check runs."""
    every = f"interval={int(health_every * 1000)}, timeout=PT30S, maxDuration=PT20S, stickyFailures=false."
    LOG.write("HealthChecker.start#122", f"Started with {every}")
    LOG.write("Application.start#86", f"Starting ktor on port {port}, host {host}")
    where = "io.ktor.server.engine.EmbeddedServer$start$3.invokeSuspend"
    LOG.write(where, f"Responding at http://{host}:{port}")


def stopping() -> None:
    """We were told to end."""
    LOG.write("Main.lambda$main$1#94", "Caught signal SIGTERM, shutting down.")
    LOG.write("Main.main#116", "Stopping services.")
    LOG.write("HealthChecker.stop#135", "Stopped")


def stopped() -> None:
    """Everything is closed."""
    LOG.write("Main.main#119", "Jicofo has been stopped, exiting with exit code 143")


def healthy(seconds: float) -> None:
    """A check succeeded after one that had failed."""
    told = f"Performed a successful health check in {duration(seconds)}. Sticky failure: false"
    LOG.write("HealthChecker.run#179", told)


def unhealthy(seconds: float, *, hard: bool, message: str) -> None:
    """A check failed."""
    facts = f"success=false, hardFailure={str(hard).lower()}, responseCode=null, sticky=false, message={message}"
    told = f"Health check failed in {duration(seconds)}: Result({facts})"
    LOG.write("HealthChecker.run#181", told, level=Level.SEVERE)


def conference_requested(room: str, sender: str) -> None:
    """Somebody asks for a conference; `sender` is the client proxy's name for the client."""
    client = sender.partition("/")[2] or sender
    told = f"Conference request for room {room}, from {client}, token=false"
    LOG.write("ConferenceIqHandler.doHandleConferenceIq#126", told)


def task_failed(error: BaseException) -> None:
    """Something that nobody waits for went wrong in a way that nobody foresaw."""
    failure = JavaException("java.lang.RuntimeException", repr(error), _TASK)
    LOG.trouble("TaskPools.uncaught#1", "Uncaught exception", failure, level=Level.SEVERE, context={})


def request_refused(room: str, sid: str, request: str, error: str) -> None:
    """A Jingle request gets an error; `room` stands for the occupant who asked."""
    told = f"Returning error: request={request}, error={error} "
    LOG.write("JingleSession.processIq#202", told, context={"remoteJid": room, "sid": sid})


def features_discovered(address: str, milliseconds: int) -> None:
    """A client said what it can do."""
    told = f"Discovered features for {address} in {milliseconds} ms."
    LOG.write("XmppProvider.discoverFeatures#286", told, context=CLIENT)


def features_unknown(address: str, reason: str, *, silent: bool) -> None:
    """A client did not say what it can do."""
    if silent:
        told = "No response for disco#info, assuming default features."
        LOG.write("XmppProvider.discoverFeatures#280", told, context=CLIENT)
        return
    told = f"Failed to discover features for {address}: {reason}, assuming default feature set."
    LOG.write("XmppProvider.discoverFeatures#283", told, level=Level.WARNING, context=CLIENT)


def owner_elected(endpoint: str) -> None:
    """Somebody becomes the moderator."""
    told = f"Electing new owner: ChatMember[id={endpoint} role=PARTICIPANT]"
    LOG.write("AutoOwnerRoleManager.electNewOwner$lambda$3#102", told)


def owner_refused(room: str, reason: str) -> None:
    """The room did not make somebody the moderator."""
    told = f"Failed to grant ownership: {reason}"
    LOG.write("ChatRoomImpl.grantOwnership#477", told, level=Level.WARNING, context={"room": room})
