// XML as XMPP needs it: namespaces, building, reading.

export const NS = {
    client: "jabber:client",
    framing: "urn:ietf:params:xml:ns:xmpp-framing",
    stream: "http://etherx.jabber.org/streams",
    sasl: "urn:ietf:params:xml:ns:xmpp-sasl",
    bind: "urn:ietf:params:xml:ns:xmpp-bind",
    session: "urn:ietf:params:xml:ns:xmpp-session",
    errors: "urn:ietf:params:xml:ns:xmpp-stanzas",
    ping: "urn:xmpp:ping",
    services: "urn:xmpp:extdisco:2",
    info: "http://jabber.org/protocol/disco#info",
    caps: "http://jabber.org/protocol/caps",
    nick: "http://jabber.org/protocol/nick",
    muc: "http://jabber.org/protocol/muc",
    focus: "http://jitsi.org/protocol/focus",
    colibri: "http://jitsi.org/protocol/colibri",
    jitmeet: "http://jitsi.org/jitmeet",
    audioMuted: "http://jitsi.org/jitmeet/audio",
    videoMuted: "http://jitsi.org/jitmeet/video",
    jingle: "urn:xmpp:jingle:1",
    rtp: "urn:xmpp:jingle:apps:rtp:1",
    feedback: "urn:xmpp:jingle:apps:rtp:rtcp-fb:0",
    extension: "urn:xmpp:jingle:apps:rtp:rtp-hdrext:0",
    sources: "urn:xmpp:jingle:apps:rtp:ssma:0",
    group: "urn:xmpp:jingle:apps:grouping:0",
    ice: "urn:xmpp:jingle:transports:ice-udp:1",
    dtls: "urn:xmpp:jingle:apps:dtls:0",
    sctp: "urn:xmpp:jingle:transports:dtls-sctp:1",
};

const drawer = document.implementation.createDocument(null, null);

// make(NS.ping, "ping", {id: 1}, child, "text"): an element; attributes that are null are left out.
export function make(namespace, name, attributes = {}, ...children) {
    const element = drawer.createElementNS(namespace, name);
    for (const [key, value] of Object.entries(attributes)) {
        if (value !== null && value !== undefined) {
            element.setAttribute(key, value);
        }
    }
    element.append(...children);
    return element;
}

export function write(element) {
    return new XMLSerializer().serializeToString(element);
}

export function read(text) {
    const parsed = new DOMParser().parseFromString(text, "application/xml");
    if (parsed.querySelector("parsererror")) {
        throw new Error("The server sent something that is not XML.");
    }
    return parsed.documentElement;
}

export function children(element, namespace, name) {
    return [...(element?.children ?? [])].filter((c) => c.namespaceURI === namespace && c.localName === name);
}

export function child(element, namespace, name) {
    return children(element, namespace, name)[0] ?? null;
}

export function attributes(element) {
    return Object.fromEntries([...element.attributes].map(({ name, value }) => [name, value]));
}

// The defined condition of an error stanza (RFC 6120 section 8.3.3), as a word.
export function condition(stanza) {
    const error = child(stanza, NS.client, "error");
    return [...(error?.children ?? [])].find((c) => c.namespaceURI === NS.errors)?.localName ?? "undefined-condition";
}
