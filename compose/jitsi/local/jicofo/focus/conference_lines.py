"""What is logged of a conference, word for word as jicofo does (captured lines; the rarer failures from its source)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from standin.java_log import JavaException, Level

from focus.log import LOG
from focus.sources import Media, SourceSet

_NOT_ALLOCATED: Final = "org.jitsi.jicofo.bridge.colibri.ColibriAllocationFailedException"
_ALLOCATING: Final = (
    "org.jitsi.jicofo.bridge.colibri.ColibriV2SessionManager.doAllocate(ColibriV2SessionManager.kt:623)",
    "org.jitsi.jicofo.bridge.colibri.ColibriV2SessionManager.allocate(ColibriV2SessionManager.kt:512)",
    "org.jitsi.jicofo.conference.ParticipantInviteRunnable.doRun(ParticipantInviteRunnable.java:220)",
    "org.jitsi.jicofo.conference.ParticipantInviteRunnable.run(ParticipantInviteRunnable.java:157)",
    "java.base/java.util.concurrent.ThreadPoolExecutor.runWorker(ThreadPoolExecutor.java:1144)",
    "java.base/java.util.concurrent.ThreadPoolExecutor$Worker.run(ThreadPoolExecutor.java:642)",
    "java.base/java.lang.Thread.run(Thread.java:1583)",
)
_FEATURES: Final = {
    "urn:xmpp:jingle:1": "JINGLE",
    "urn:xmpp:jingle:apps:rtp:1": "JINGLE_RTP",
    "urn:xmpp:jingle:apps:rtp:audio": "AUDIO",
    "urn:xmpp:jingle:apps:rtp:video": "VIDEO",
    "urn:xmpp:jingle:transports:ice-udp:1": "JINGLE_ICE",
    "urn:xmpp:jingle:apps:dtls:0": "DTLS",
    "http://jitsi.org/source-name": "SOURCE_NAMES",
    "http://jitsi.org/receive-multiple-video-streams": "RECEIVE_MULTIPLE_STREAMS",
    "http://jitsi.org/remb": "REMB",
    "http://jitsi.org/tcc": "TCC",
    "urn:ietf:rfc:4588": "RTX",
    "urn:xmpp:jingle:transports:dtls-sctp:1": "SCTP",
}
"""jicofo's names for features; of others it says nothing (Features.kt)."""


@dataclass(frozen=True, slots=True)
class ConferenceLines:
    """One room; a room of the focus's own has no lines below WARNING, and none of those was captured."""

    room: str
    meeting_id: str
    quiet: bool = False

    def created(self) -> None:
        """A client asked for it."""
        where, context = "JitsiMeetConferenceImpl", {"room": self.room}
        if not self.quiet:
            LOG.write(f"{where}.<init>#355", "Created new conference.", context=context)
            LOG.write(f"{where}.joinTheRoom#612", f"Joining {self.room}", context=context)

    def meeting_id_made(self) -> None:
        """The room named no meeting, as far as the double asks."""
        told = "No meetingId set for the MUC. Generating one locally."
        if not self.quiet:
            where = "JitsiMeetConferenceImpl.setMeetingId#587"
            LOG.write(where, told, level=Level.WARNING, context={"room": self.room})

    def refused(self, reason: str) -> None:
        """The room did not let the focus in."""
        self._write("JitsiMeetConferenceImpl.start#505", f"Failed to join the room: {reason}", level=Level.SEVERE)

    def member_joined(self, endpoint: str, *, owner: bool) -> None:
        """Somebody came, and said what his client can do."""
        role = "OWNER" if owner else "PARTICIPANT"
        told = (
            f"Member joined:{endpoint} stats-id=null region=null audioMuted=true videoMuted=true role={role} "
            "isJibri=false isJigasi=false isTranscriber=false, room=main"
        )
        self._write("JitsiMeetConferenceImpl.onMemberJoined#860", told)

    def member_left(self, endpoint: str, *, invited: bool) -> None:
        """Somebody went."""
        self._write("JitsiMeetConferenceImpl.onMemberLeft#1080", f"Member left:{endpoint}")
        if not invited:
            told = f"Participant not found for {endpoint}. Terminated already or never started?"
            self._write("JitsiMeetConferenceImpl.onMemberLeft#1096", told, level=Level.WARNING)

    def terminated(self, endpoint: str, reason: str, *, told: bool) -> None:
        """Somebody's session ends, and he is told so, or is not."""
        where = "JitsiMeetConferenceImpl.terminateParticipant"
        send = f"send session-terminate: {str(told).lower()}"
        self._write(f"{where}#1157", f"Terminating {endpoint}, reason: {reason}, {send}")
        self._write(f"{where}#1171", f"Removed participant {endpoint} removed=true")

    def alone(self) -> None:
        """One is left."""
        where = "JitsiMeetConferenceImpl.rescheduleSingleParticipantTimeout#2321"
        self._write(where, "Scheduled single person timeout.")

    def lonely(self, endpoint: str) -> None:
        """One was left for too long."""
        where = "JitsiMeetConferenceImpl$SinglePersonTimeout.run#2582"
        self._write(where, f"Timing out single participant: {endpoint}")

    def nobody_came(self) -> None:
        """The room was opened for nobody."""
        where = "JitsiMeetConferenceImpl.lambda$scheduleConferenceStartTimeout$16#2365"
        self._write(where, "Expiring due to initial timeout.")

    def deserted(self) -> None:
        """The last one went."""
        self._write("JitsiMeetConferenceImpl.maybeStop#1135", "Last member left, stopping.")

    def disconnected(self) -> None:
        """The connection to the server is gone, and with it everything."""
        self._write("JitsiMeetConferenceImpl.registrationChanged#1223", "XMPP disconnected.")
        self.stopped()

    def stopped(self) -> None:
        """It has ended."""
        self._write("JitsiMeetConferenceImpl.stop#546", "Stopped.")

    def inviting(self, endpoint: str, features: Collection[str]) -> None:
        """Somebody is to be invited."""
        names = ", ".join(_FEATURES[feature] for feature in _FEATURES if feature in features)
        told = f"Creating participant {endpoint} with features=[{names}]"
        self._write("JitsiMeetConferenceImpl.inviteChatMember#933", told)
        self._write("ColibriV2SessionManager.doAllocate#524", f"Allocating for {endpoint}")

    def bridge_chosen(self, endpoint: str, bridge: str, *, known: bool) -> None:
        """Somebody is allocated on a bridge."""
        nick = bridge.partition("/")[2]
        told = f"Selected {nick} for {endpoint} (visitor=false, session exists: {str(known).lower()})"
        self._write("ColibriV2SessionManager.doAllocate#570", told)

    def no_bridge(self, endpoint: str) -> None:
        """There is no bridge to allocate somebody on."""
        told = "Can not invite participant, no bridge available."
        self._write("ParticipantInviteRunnable.doRun#224", told, level=Level.SEVERE, participant=endpoint)

    def not_allocated(self, endpoint: str, reason: str) -> None:
        """The bridge did not allocate somebody."""
        failure = JavaException(_NOT_ALLOCATED, reason, _ALLOCATING)
        where, told = "ParticipantInviteRunnable.doRun#236", "Failed to allocate colibri channels"
        LOG.trouble(where, told, failure, level=Level.SEVERE, context=self._context(endpoint))

    def gone_meanwhile(self, endpoint: str, bridge: str) -> None:
        """Somebody left while he was being allocated."""
        told = f"Ignoring response for a session that's no longer active (bridge={bridge})"
        self._write("ColibriV2SessionManager.doAllocate#622", told)
        self.not_allocated(endpoint, f"Session no longer active (bridge={bridge})")

    def invited(self, endpoint: str, sources: Mapping[str, SourceSet]) -> None:
        """The offer is sent."""
        told = f"Sending session-initiate to: {self.room}/{endpoint} sources={written_by_owner(sources)}"
        self._write("ParticipantInviteRunnable.doInviteOrReinvite#394", told, participant=endpoint)

    def accepted(self, endpoint: str, sources: SourceSet) -> None:
        """The offer is accepted."""
        where = "Participant$JingleRequestHandlerImpl.onSessionOrTransportAccept#450"
        self._write(where, "Received session-accept", participant=endpoint)
        told = f"Accepted initial sources from {endpoint}: {written(sources)}"
        self._write("JitsiMeetConferenceImpl.acceptSession#1529", told)

    def sources_sent(self, endpoint: str, action: str, sources: Mapping[str, SourceSet]) -> None:
        """Somebody is told of the others' sources."""
        told = f"Sending a queued {action}, sources={written_by_owner(sources)}"
        self._write("Participant.sendQueuedRemoteSources#330", told, participant=endpoint)

    def invitation_refused(self, endpoint: str, sid: str) -> None:
        """The client answered the offer with an error."""
        address = f"{self.room}/{endpoint}"
        told = f"Unexpected response to session-initiate: IQ Stanza (null null) [from={address},type=error,]"
        where, context = "JingleSession.initiateSession#366", {"remoteJid": address, "sid": sid}
        LOG.write(where, told, level=Level.SEVERE, context=context)

    def ice_failed(self, endpoint: str, bridge_session: str) -> None:
        """A client says that no media can pass."""
        told = f"Received ICE failed notification from {endpoint}, bridge-session ID: {bridge_session}"
        self._write("JitsiMeetConferenceImpl.iceFailed#1278", told)

    def moved(self, endpoints: Collection[str], bridge: str, reason: str) -> None:
        """Everybody is invited anew because of a bridge."""
        told = f"Re-inviting [{', '.join(endpoints)}] because {bridge} {reason}"
        self._write("JitsiMeetConferenceImpl$BridgeSelectorEventHandler.removeBridge#2643", told)

    def bridge_left(self, bridge: str, identifier: str) -> None:
        """Nobody of the conference is on the bridge any more."""
        session = f"Colibri2Session[bridge={bridge.partition('/')[2]}, id={identifier}]"
        told = f"Removing session with no remaining participants: {session}"
        self._write("ColibriV2SessionManager.removeParticipantInfosBySession#237", told)
        self._write("ColibriV2SessionManager.expire#180", "Expiring.")

    def not_expired(self, endpoint: str, reason: str) -> None:
        """The bridge did not free somebody's endpoint."""
        told = f"Failed to expire {endpoint}: {reason}"
        self._write("ColibriV2SessionManager.expire#186", told, level=Level.WARNING)

    def _context(self, participant: str = "") -> dict[str, str]:
        known = {"room": self.room, "meeting_id": self.meeting_id}
        return known | ({"participant": participant} if participant else {})

    def _write(self, where: str, text: str, *, level: Level = Level.INFO, participant: str = "") -> None:
        if not self.quiet:
            LOG.write(where, text, level=level, context=self._context(participant))


def written(sources: SourceSet) -> str:
    """Return one owner's sources as jicofo prints them."""
    ssrcs = {media: [source.ssrc for source in sources.of(media).sources] for media in Media}
    groups = [f"{group.semantics}{list(group.ssrcs)}" for group in sources.groups]
    return f"[audio={ssrcs[Media.AUDIO]}, video={ssrcs[Media.VIDEO]}, groups=[{', '.join(groups)}]]"


def written_by_owner(sources: Mapping[str, SourceSet]) -> str:
    """Return everybody's sources as jicofo prints them."""
    return "{" + ", ".join(f"{owner}={written(owned)}" for owner, owned in sources.items()) + "}"
