// The bridge channel: SCTP where it is offered, else a WebSocket. The bridge sends no video before it was told
// over it what we want to see.

const WISHES = {
    colibriClass: "ReceiverVideoConstraints", lastN: -1, defaultConstraints: { maxHeight: 720 }, constraints: {},
};

export function openChannel(peer, offer, view) {
    if (offer.sctpPort) {
        const channel = peer.createDataChannel("JVB data channel", { protocol: "http://jitsi.org/protocols/colibri" });
        // Over SCTP the bridge is silent until it is greeted.
        channel.onopen = () => say(channel, { colibriClass: "ClientHello" }, WISHES);
    } else if (offer.webSocket) {
        const channel = new WebSocket(offer.webSocket);
        channel.onopen = () => say(channel, WISHES);
        peer.addEventListener("connectionstatechange", () => peer.connectionState === "closed" && channel.close());
    } else {
        view.fail(new Error("the bridge offers no channel, so there will be no video"));
    }
}

function say(channel, ...messages) {
    messages.forEach((message) => channel.send(JSON.stringify(message)));
}
