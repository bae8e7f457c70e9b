// One visit to a room: login, conference request to the focus, presence, and what the focus then asks of us.
// The order is the deployment's: whoever enters before the focus waits for ever.

import { Session } from "./session.js";
import { NS, attributes, child, condition, make } from "./stanza.js";
import { Stream } from "./stream.js";

const FOCUS = "focus"; // the focus is known by this nick, and an offer from anybody else is not the bridge's
const FEATURES = [
    "urn:xmpp:jingle:1",
    "urn:xmpp:jingle:apps:rtp:1",
    "urn:xmpp:jingle:apps:rtp:audio",
    "urn:xmpp:jingle:apps:rtp:video",
    "urn:xmpp:jingle:transports:ice-udp:1",
    "urn:xmpp:jingle:apps:dtls:0",
    "urn:xmpp:jingle:transports:dtls-sctp:1",
    "http://jitsi.org/source-name",
    "http://jitsi.org/receive-multiple-video-streams",
    "http://jitsi.org/remb",
];

export class Meeting {
    #config;
    #room;
    #capture;
    #view;
    #stream;
    #session = null;
    #relays = [];
    #endpoint = "";

    constructor(config, room, capture, view) {
        this.#config = config;
        this.#room = `${room}@${config.hosts.muc}`;
        this.#capture = capture;
        this.#view = view;
        this.#stream = new Stream(`${config.websocket}?room=${encodeURIComponent(room)}`, config.hosts.domain);
        this.#stream.onPresence = (presence) => this.#meet(presence);
        this.#stream.onRequest = (payload, from) => this.#serve(payload, from);
        this.#stream.onLost = () => view.fail(new Error("the connection to the server is lost"));
    }

    async join() {
        this.#view.say("Logging in.");
        await this.#stream.logIn();
        // The server makes the user part a UUID; its first eight digits are our name in the room and at the bridge.
        this.#endpoint = this.#stream.jid.slice(0, 8);
        this.#capture.getVideoTracks().forEach((track) => this.#view.show(this.#endpoint, track, { own: true }));
        this.#relays = await this.#askRelays();
        this.#view.say("Asking for the conference.");
        await this.#askFocus();
        this.#view.say(`In the room ${this.#room}.`);
        this.#stream.send(this.#presence());
    }

    leave() {
        if (!this.#endpoint) {
            return;
        }
        this.#stream.send(make(NS.client, "presence", { to: this.#seat, type: "unavailable" }));
        this.#session?.close();
        this.#stream.close();
        this.#endpoint = "";
    }

    get #seat() {
        return `${this.#room}/${this.#endpoint}`;
    }

    // As Jitsi's own client does: relays over TCP and TLS only, since UDP would reach the bridge itself.
    async #askRelays() {
        const told = await this.#stream.ask(this.#config.hosts.domain, "get", make(NS.services, "services"));
        return [...told.children].map(attributes)
            .filter((service) => service.type.startsWith("turn") && service.transport === "tcp")
            .map(({ type, host, port, username, password }) => (
                { urls: `${type}:${host}:${port}?transport=tcp`, username, credential: password }
            ));
    }

    async #askFocus() {
        const facts = { room: this.#room, "machine-uid": crypto.randomUUID() };
        // The published config.js does not name it; then it is where lib-jitsi-meet looks for it.
        const focus = this.#config.hosts.focus ?? `focus.${this.#config.hosts.domain}`;
        const answer = await this.#stream.ask(focus, "set", make(NS.focus, "conference", facts));
        if (answer?.getAttribute("ready") !== "true") {
            throw new Error("the focus is not ready to hold the conference");
        }
    }

    #presence() {
        const sources = { [`${this.#endpoint}-a0`]: { muted: false }, [`${this.#endpoint}-v0`]: { muted: false } };
        return make(
            NS.client, "presence", { to: this.#seat },
            make(NS.muc, "x"),
            make(NS.client, "SourceInfo", {}, JSON.stringify(sources)),
            // Everybody sends what everybody can decode.
            make(NS.client, "jitsi_participant_codecList", {}, "vp8"),
            make(NS.nick, "nick", {}, "Chromium"),
            make(NS.audioMuted, "audiomuted", {}, "false"),
            make(NS.videoMuted, "videomuted", {}, "false"),
        );
    }

    #meet(presence) {
        const [room, nick] = presence.getAttribute("from").split("/");
        const type = presence.getAttribute("type");
        if (room !== this.#room) {
            return;
        }
        if (type === "error") {
            this.#view.fail(new Error(`the room refuses us: ${condition(presence)}`));
        } else if (type === "unavailable" && nick === FOCUS) {
            this.#view.fail(new Error("the focus has left the room"));
        } else if (type === "unavailable") {
            this.#view.remove(nick);
        }
    }

    // Answers what we are asked; to throw a condition is to refuse.
    #serve(payload, from) {
        if (payload?.localName === "query" && payload.namespaceURI === NS.info) {
            const node = payload.getAttribute("node");
            return make(NS.info, "query", { node }, ...FEATURES.map((name) => make(NS.info, "feature", { var: name })));
        }
        if (payload?.localName === "ping" && payload.namespaceURI === NS.ping) {
            return null;
        }
        if (payload?.localName === "jingle" && from === `${this.#room}/${FOCUS}`) {
            this.#obey(payload);
            return null;
        }
        throw new Error("service-unavailable");
    }

    #obey(jingle) {
        const action = jingle.getAttribute("action");
        if (action === "session-initiate") {
            this.#begin(jingle);
        } else if (jingle.getAttribute("sid") !== this.#session?.sid) {
            throw new Error("item-not-found");
        } else if (action === "source-add" || action === "source-remove") {
            this.#session.change(jingle);
        } else if (action === "session-terminate") {
            this.#session.close();
            this.#session = null;
            this.#view.say(`The focus ended the session: ${child(jingle, NS.jingle, "reason")?.textContent ?? ""}`);
        } else {
            throw new Error("feature-not-implemented");
        }
    }

    #begin(jingle) {
        this.#session?.close();
        this.#session = new Session(jingle, this.#endpoint, this.#relays, this.#capture, this.#view);
        this.#session.accept((accepting) => this.#stream.ask(`${this.#room}/${FOCUS}`, "set", accepting))
            .then(() => this.#view.say(`In the room ${this.#room}, in session with the bridge.`))
            .catch((error) => this.#view.fail(error));
    }
}
