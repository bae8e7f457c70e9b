// SDP as the browser needs it (RFC 8829): our own media first, then one m-line for each of the others' sources.

const DATA_LINE = "m=application 9 UDP/DTLS/SCTP webrtc-datachannel";
const MID = "urn:ietf:params:rtp-hdrext:sdes:mid";

// The offer as if the bridge had written it. The whole session keeps the same m-lines in the same order.
export function describe(offer, sections) {
    const own = offer.media.map((media) => [...mediaLine(media), "a=recvonly"]);
    const data = offer.sctpPort ? [[DATA_LINE, `a=sctp-port:${offer.sctpPort}`]] : [];
    const others = sections.map((section) => [
        ...mediaLine(offer.media.find((media) => media.kind === section.media)), ...sourceLines(section),
    ]);
    const lines = [...own, ...data, ...others].map(([first, ...rest], mid) => (
        [first, "c=IN IP4 0.0.0.0", `a=mid:${mid}`, ...transportLines(offer.transport), ...rest]
    ));
    return [
        "v=0", "o=- 1 1 IN IP4 0.0.0.0", "s=-", "t=0 0",
        `a=group:BUNDLE ${lines.map((_, mid) => mid).join(" ")}`,
        ...lines.flat(), "",
    ].join("\r\n");
}

function mediaLine({ kind, payloads, extensions }) {
    return [
        `m=${kind} 9 UDP/TLS/RTP/SAVPF ${everybodysFirst(payloads).map((type) => type.id).join(" ")}`,
        "a=rtcp-mux",
        ...payloads.flatMap(payloadLines),
        // The bridge passes on the sender's MID, which counts the sender's m-lines and not ours: go by SSRC instead.
        ...extensions.filter(({ uri }) => uri !== MID).map(({ id, uri }) => `a=extmap:${id} ${uri}`),
    ];
}

// A browser sends what an m-line names first. The focus offers AV1 before VP8 and leaves the choice to its clients;
// VP8 is what every one of them decodes.
function everybodysFirst(payloads) {
    return [...payloads.filter(({ name }) => name === "VP8"), ...payloads.filter(({ name }) => name !== "VP8")];
}

function payloadLines({ id, name, clockrate, channels, parameters, feedback }) {
    const settings = Object.entries(parameters).map(([key, value]) => `${key}=${value}`).join(";");
    return [
        `a=rtpmap:${id} ${name}/${clockrate}${channels ? `/${channels}` : ""}`,
        ...(settings ? [`a=fmtp:${id} ${settings}`] : []),
        ...feedback.map(({ type, subtype }) => `a=rtcp-fb:${id} ${type}${subtype ? ` ${subtype}` : ""}`),
    ];
}

function sourceLines({ owner, msid, ssrcs }) {
    return ssrcs.length
        ? ["a=sendonly", `a=msid:${msid}`, ...ssrcs.map((ssrc) => `a=ssrc:${ssrc} cname:${owner}`)]
        : ["a=inactive"];
}

function transportLines({ ufrag, pwd, fingerprint, candidates }) {
    return [
        `a=ice-ufrag:${ufrag}`,
        `a=ice-pwd:${pwd}`,
        `a=fingerprint:${fingerprint.hash} ${fingerprint.value}`,
        `a=setup:${fingerprint.setup}`,
        ...candidates.map(candidateLine),
    ];
}

function candidateLine(candidate) {
    const { foundation, component, protocol, priority, ip, port, type } = candidate;
    const related = candidate["rel-addr"] ? ` raddr ${candidate["rel-addr"]} rport ${candidate["rel-port"]}` : "";
    return `a=candidate:${foundation} ${component} ${protocol} ${priority} ${ip} ${port} typ ${type}${related}`;
}

// What the focus has to know of the browser's answer: its transport, and the SSRC of each kind that it sends.
export function readAnswer(sdp) {
    const [, hash, value] = sdp.match(/^a=fingerprint:(\S+) (\S+)/m);
    return {
        ufrag: sdp.match(/^a=ice-ufrag:(\S+)/m)[1],
        pwd: sdp.match(/^a=ice-pwd:(\S+)/m)[1],
        fingerprint: { hash, value, setup: sdp.match(/^a=setup:(\S+)/m)[1] },
        ssrcs: Object.fromEntries(sdp.split(/^(?=m=)/m).slice(1).map(sentSource).filter(Boolean)),
    };
}

function sentSource(section) {
    const [, kind] = section.match(/^m=(\w+)/);
    const found = section.match(/^a=ssrc:(\d+)/m);
    return found && /^a=sendonly|^a=sendrecv/m.test(section) ? [kind, found[1]] : null;
}
