// With this script a page of another site shows a meeting of this one in a frame:
//     const api = new JitsiMeetExternalAPI("meet.example", {roomName: "room", parentNode: element});
// Of the published script's interface it has the constructor, the frame, the two events of joining and leaving, and the
// command to hang up.
(() => {
    const NAME = "jitsi_conformance";
    const CHANNEL = "jitsi-conformance";
    const size = (given) => (typeof given === "number" ? `${given}px` : given);

    // Options as the site takes them from behind the `#` of its address: `config.p2p.enabled=false`.
    function overrides(prefix, settings) {
        return Object.entries(settings).flatMap(([key, value]) => (
            value !== null && typeof value === "object" && !Array.isArray(value)
                ? overrides(`${prefix}.${key}`, value)
                : [`${prefix}.${key}=${encodeURIComponent(JSON.stringify(value))}`]
        ));
    }

    globalThis.JitsiMeetExternalAPI = class {
        #frame = document.createElement("iframe");
        #origin;
        #listeners = new Map();
        #hear = (event) => this.#take(event);

        constructor(domain, options = {}) {
            const { roomName = "", width = "100%", height = "100%", parentNode = document.body } = options;
            const settings = [
                ...overrides("config", options.configOverwrite ?? {}),
                ...overrides("interfaceConfig", options.interfaceConfigOverwrite ?? {}),
                ...overrides("userInfo", options.userInfo ?? {}),
            ];
            const path = roomName.split("/").map(encodeURIComponent).join("/");
            this.#origin = `https://${domain}`;
            this.#frame.name = NAME;
            this.#frame.allow = "autoplay; camera; display-capture; microphone";
            this.#frame.style.width = size(width);
            this.#frame.style.height = size(height);
            this.#frame.style.border = 0;
            this.#frame.onload = options.onload ?? null;
            this.#frame.src = `${this.#origin}/${path}${settings.length ? `#${settings.join("&")}` : ""}`;
            addEventListener("message", this.#hear);
            parentNode.append(this.#frame);
        }

        getIFrame() {
            return this.#frame;
        }

        addListener(name, listener) {
            this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), listener]);
        }

        on(name, listener) {
            this.addListener(name, listener);
        }

        addEventListener(name, listener) {
            this.addListener(name, listener);
        }

        executeCommand(name) {
            this.#frame.contentWindow?.postMessage({ channel: CHANNEL, command: name }, this.#origin);
        }

        dispose() {
            removeEventListener("message", this.#hear);
            this.#frame.remove();
        }

        #take({ source, origin, data }) {
            if (source === this.#frame.contentWindow && origin === this.#origin && data?.channel === CHANNEL) {
                (this.#listeners.get(data.event) ?? []).forEach((listener) => listener(data.facts));
            }
        }
    };
})();
