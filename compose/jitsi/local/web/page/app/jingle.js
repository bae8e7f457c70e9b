// Jingle as the focus and its clients write it.

import { NS, attributes, child, children, make } from "./stanza.js";

const FEEDBACK_OWNER = "jvb"; // under which the bridge's own RTCP sources are announced; they carry no media

export function readOffer(jingle) {
    const contents = children(jingle, NS.jingle, "content");
    const transport = child(contents[0], NS.ice, "transport");
    const data = contents.find((content) => content.getAttribute("name") === "data");
    const sctp = child(child(data, NS.ice, "transport"), NS.sctp, "sctpmap");
    return {
        sid: jingle.getAttribute("sid"),
        initiator: jingle.getAttribute("initiator"),
        media: contents.map((content) => child(content, NS.rtp, "description")).filter(Boolean).map(readDescription),
        transport: readTransport(transport),
        webSocket: child(transport, NS.colibri, "web-socket")?.getAttribute("url") ?? null,
        sctpPort: sctp?.getAttribute("number") ?? null,
        sources: readSources(jingle),
        get ownLines() {
            return this.media.length + (this.sctpPort ? 1 : 0);
        },
    };
}

// The others' sources in a Jingle element.
export function readSources(jingle) {
    return children(jingle, NS.jingle, "content")
        .map((content) => child(content, NS.rtp, "description"))
        .flatMap((description) => children(description, NS.sources, "source").map((source) => ({
            media: description.getAttribute("media"),
            ssrc: source.getAttribute("ssrc"),
            name: source.getAttribute("name"),
            owner: child(source, NS.jitmeet, "ssrc-info")?.getAttribute("owner") ?? "",
            // Clients put it into the source's own namespace, jicofo into that of the description.
            msid: { ...parameters(source, NS.sources), ...parameters(source, NS.rtp) }.msid,
        })))
        .filter((source) => source.owner !== FEEDBACK_OWNER);
}

function readDescription(description) {
    return {
        kind: description.getAttribute("media"),
        payloads: children(description, NS.rtp, "payload-type").map((type) => ({
            ...attributes(type),
            parameters: parameters(type, NS.rtp),
            feedback: children(type, NS.feedback, "rtcp-fb").map(attributes),
        })),
        extensions: children(description, NS.extension, "rtp-hdrext").map(attributes),
    };
}

function readTransport(transport) {
    const fingerprint = child(transport, NS.dtls, "fingerprint");
    return {
        ...attributes(transport),
        fingerprint: { ...attributes(fingerprint), value: fingerprint.textContent.trim() },
        candidates: children(transport, NS.ice, "candidate").map(attributes),
    };
}

function parameters(element, namespace) {
    const found = children(element, namespace, "parameter").map(attributes);
    return Object.fromEntries(found.map(({ name, value }) => [name, value]));
}

// The session-accept for an answer as sdp.js reads it: our sources and one transport are all that the focus looks at.
export function sessionAccept(offer, answer, endpoint) {
    const contents = offer.media.map(({ kind, payloads }) => make(
        NS.jingle, "content", { creator: "responder", name: kind, senders: "both" },
        make(
            NS.rtp, "description", { media: kind },
            ...payloads.map(writePayload),
            ...(answer.ssrcs[kind] ? [ownSource(endpoint, kind, answer.ssrcs[kind])] : []),
            make(NS.rtp, "rtcp-mux"),
        ),
        writeTransport(answer),
    ));
    if (offer.sctpPort) {
        const facts = { number: offer.sctpPort, protocol: "webrtc-datachannel", streams: "1024" };
        const transport = writeTransport(answer, make(NS.sctp, "sctpmap", facts));
        contents.push(make(NS.jingle, "content", { creator: "responder", name: "data", senders: "both" }, transport));
    }
    const names = contents.map((content) => make(NS.group, "content", { name: content.getAttribute("name") }));
    return make(
        NS.jingle, "jingle", { action: "session-accept", initiator: offer.initiator, sid: offer.sid },
        ...contents, make(NS.group, "group", { semantics: "BUNDLE" }, ...names),
    );
}

function writePayload({ id, name, clockrate, channels }) {
    return make(NS.rtp, "payload-type", { id, name, clockrate, channels });
}

// The endpoint is part of the msid, because one that somebody else uses is refused.
function ownSource(endpoint, kind, ssrc) {
    const facts = { ssrc, name: `${endpoint}-${kind[0]}0`, videoType: kind === "video" ? "camera" : null };
    const msid = { name: "msid", value: `${endpoint}-${kind}-0 ${endpoint}-${kind}-0-track` };
    return make(NS.sources, "source", facts, make(NS.sources, "parameter", msid));
}

function writeTransport({ ufrag, pwd, fingerprint }, ...more) {
    const { hash, setup, value } = fingerprint;
    return make(
        NS.ice, "transport", { ufrag, pwd },
        make(NS.dtls, "fingerprint", { hash, setup }, value), make(NS.ice, "rtcp-mux"), ...more,
    );
}
