"""What the focus is told by its container's environment, and the times of the deployment's jicofo.conf."""

from dataclasses import dataclass

from standin.environment import Environment

EVERYWHERE = "0.0.0.0"  # noqa: S104 - jicofo's own; the container network is the fence


@dataclass(frozen=True, slots=True)
class Timing:
    """Deadlines and periods in seconds; the defaults are jicofo's, as the deployment configures it."""

    initial: float = 15.0
    """A conference that nobody joined ends after this."""
    single_participant: float = 20.0
    """A lone participant loses its session after this."""
    answer: float = 15.0
    """How long any request to a client or a bridge may stay unanswered."""
    bridge_check_every: float = 10.0
    bridge_second_chance: float = 5.0
    """Pause before a bridge that did not answer its health request in time is asked once more."""
    bridge_shunned: float = 60.0
    """A bridge that failed is not used for so long."""
    brewery_retry: float = 1.0
    """Pause between attempts to join the brewery; jicofo's own is 15 s, too long for a laboratory."""
    health_within: float = 5.0
    health_every: float = 10.0
    """Pause between health checks; each opens a room of its own."""
    restart_pause: float = 5.0
    restarts_per_minute: int = 5


@dataclass(frozen=True, slots=True)
class Settings:
    """Accounts, names and ports."""

    user: str
    password: str
    server: str
    port: int
    domain: str
    auth_domain: str
    muc_domain: str
    brewery: str
    http_host: str
    http_port: int
    min_participants: int
    timing: Timing
    start_takes: float = 0.0
    """Seconds until the process listens: a laboratory's stand-in for a cold Java machine."""

    @property
    def jid(self) -> str:
        """The account's bare JID, which clients learn as the focus JID."""
        return f"{self.user}@{self.auth_domain}"


def read(environment: Environment) -> Settings:
    """Read the settings; raises FatalSettingError when the focus must not start with them."""
    password = environment.required(
        "JICOFO_AUTH_PASSWORD",
        "FATAL ERROR: jicofo auth password must be set",
    )
    domain = environment.text("XMPP_DOMAIN", "meet.jitsi")
    brewery_room = environment.text("JVB_BREWERY_MUC", "jvbbrewery").lower()
    internal = environment.text("XMPP_INTERNAL_MUC_DOMAIN", f"internal-muc.{domain}")
    usual = Timing()
    return Settings(
        user=environment.text("JICOFO_AUTH_USER", "focus"),
        password=password,
        server=environment.text("XMPP_SERVER", f"xmpp.{domain}"),
        port=int(environment.number("XMPP_PORT", 5222)),
        domain=domain,
        auth_domain=environment.text("XMPP_AUTH_DOMAIN", f"auth.{domain}"),
        muc_domain=environment.text("XMPP_MUC_DOMAIN", f"muc.{domain}"),
        brewery=f"{brewery_room}@{internal}",
        http_host=EVERYWHERE if environment.switch("JICOFO_ENABLE_REST", False) else "127.0.0.1",
        http_port=int(environment.number("JICOFO_HTTP_PORT", 8888)),
        min_participants=int(environment.number("JICOFO_MIN_PARTICIPANTS", 2)),
        start_takes=environment.number("STANDIN_JICOFO_START_TAKES", 0.0),
        timing=Timing(
            initial=environment.number("JICOFO_INITIAL_TIMEOUT", usual.initial),
            single_participant=environment.number("JICOFO_SINGLE_PARTICIPANT_TIMEOUT", usual.single_participant),
        ),
    )
