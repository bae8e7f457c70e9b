"""The bridge's settings, taken from the environment of the real image (seed: jvb service, sample/.env files)."""

import ipaddress
import socket
from dataclasses import dataclass

from standin.environment import Environment, FatalSettingError


@dataclass(frozen=True, slots=True)
class Mapping:
    """A public address under which a NAT in front of the bridge forwards to the media port."""

    address: str
    port: int


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the bridge is told from outside; times in seconds."""

    user: str
    password: str
    nickname: str
    web_socket_domain: str
    local_address: str
    mappings: tuple[Mapping, ...] = ()
    web_socket_tls: bool = True
    xmpp_host: str = "xmpp.meet.jitsi"
    xmpp_port: int = 5222
    auth_domain: str = "auth.meet.jitsi"
    brewery: str = "jvbbrewery@internal-muc.meet.jitsi"
    server_id: str = "jvb.meet.jitsi"
    media_address: str = "0.0.0.0"  # noqa: S104 - the media port of a bridge serves everybody
    media_port: int = 10000
    http_address: str = "0.0.0.0"  # noqa: S104 - as in the seed; the container network is the fence
    private_port: int = 8080
    public_port: int = 9090
    rest_enabled: bool = True
    health_interval: float = 60.0
    redact: bool = True
    """Whether remote addresses are unreadable in the log (videobridge.redact-remote-addresses)."""
    start_takes: float = 0.0
    """Seconds until the process listens: a laboratory's stand-in for a cold Java machine."""
    first_allocation_takes: float = 0.0
    """Seconds by which the first allocation is late, for the same reason."""

    @property
    def jid(self) -> str:
        """The account with which the bridge logs in."""
        return f"{self.user}@{self.auth_domain}"

    @property
    def channel_urls(self) -> str:
        """The beginning of every channel's address; empty without a public name."""
        scheme = "wss" if self.web_socket_tls else "ws"
        return self.web_socket_domain and f"{scheme}://{self.web_socket_domain}/colibri-ws/{self.server_id}"

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every address under which the bridge can be offered to clients."""
        return (self.local_address, *(mapping.address for mapping in self.mappings))


def read_settings(environment: Environment) -> Settings:
    """The settings of this container; raises FatalSettingError when the bridge must not start."""
    media_port = int(environment.number("JVB_PORT", 10000))
    return Settings(
        user=environment.text("JVB_AUTH_USER", "jvb"),
        password=environment.required("JVB_AUTH_PASSWORD", "FATAL ERROR: JVB auth password must be set"),
        nickname=environment.text("JVB_MUC_NICKNAME") or environment.text("HOSTNAME") or socket.gethostname(),
        web_socket_domain=_web_socket_domain(environment),
        web_socket_tls=not environment.text("PUBLIC_URL").startswith("http://"),
        local_address=environment.text("LOCAL_ADDRESS") or _own_address(),
        mappings=_mappings(environment, media_port),
        xmpp_host=environment.text("XMPP_SERVER", "xmpp.meet.jitsi"),
        xmpp_port=int(environment.number("XMPP_PORT", 5222)),
        media_port=media_port,
        rest_enabled=environment.switch("JVB_ENABLE_API", True),
        health_interval=environment.number("STANDIN_HEALTH_INTERVAL", 60.0),
        redact=environment.switch("STANDIN_REDACT_REMOTE_ADDRESSES", True),
        start_takes=environment.number("STANDIN_JVB_START_TAKES", 0.0),
        first_allocation_takes=environment.number("STANDIN_FIRST_ALLOCATION_TAKES", 0.0),
    )


def _web_socket_domain(environment: Environment) -> str:
    """WS_DOMAIN, or as the real start script makes it: the third `/` field of PUBLIC_URL."""
    fields = environment.text("PUBLIC_URL").split("/")
    return environment.text("WS_DOMAIN") or (fields[2] if len(fields) > 2 else "")


def _own_address() -> str:
    """The container's address in its network: that of its alias, else of its host name."""
    for name in ("jvb.meet.jitsi", socket.gethostname()):
        try:
            return str(socket.getaddrinfo(name, None, socket.AF_INET)[0][4][0])
        except socket.gaierror:
            continue
    return "127.0.0.1"


def _mappings(environment: Environment, media_port: int) -> tuple[Mapping, ...]:
    """DOCKER_HOST_ADDRESS, or its successor JVB_ADVERTISE_IPS: a comma list of `address` or `address#port`."""
    listed = environment.text("JVB_ADVERTISE_IPS") or environment.text("DOCKER_HOST_ADDRESS")
    return tuple(_mapping(item.strip(), media_port) for item in listed.split(",") if item.strip())


def _mapping(item: str, media_port: int) -> Mapping:
    name, _, port = item.partition("#")
    if port and not port.isdigit():
        raise FatalSettingError(f"FATAL ERROR: the port in the advertised address {item!r} is not a number")
    return Mapping(_resolved(name), int(port) if port else media_port)


def _resolved(name: str) -> str:
    try:
        return str(ipaddress.IPv4Address(name))
    except ValueError:
        return _lookup(name)


def _lookup(name: str) -> str:
    try:
        return str(socket.getaddrinfo(name, None, socket.AF_INET)[0][4][0])
    except (OSError, UnicodeError) as error:
        raise FatalSettingError(f"FATAL ERROR: the advertised address {name!r} does not resolve") from error
