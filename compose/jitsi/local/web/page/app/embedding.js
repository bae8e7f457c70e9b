// The other end of external_api.js: what a page that shows this one in a frame hears from it and may ask of it.

const CHANNEL = "jitsi-conformance";

export function tellEmbedder(event, facts) {
    if (globalThis.parent !== globalThis) {
        // Whoever embeds the page chose the room, so that no site has to be kept from knowing it.
        parent.postMessage({ channel: CHANNEL, event, facts }, "*");
    }
}

export function obeyEmbedder(commands) {
    addEventListener("message", ({ source, data }) => {
        if (source === parent && source !== globalThis && data?.channel === CHANNEL) {
            commands[data.command]?.();
        }
    });
}
