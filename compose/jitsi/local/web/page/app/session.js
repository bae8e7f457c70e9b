// A media session with the bridge: one peer connection that answers the focus's offer and grows with every source.

import { openChannel } from "./channel.js";
import { readOffer, readSources, sessionAccept } from "./jingle.js";
import { describe, readAnswer } from "./sdp.js";

export class Session {
    #offer;
    #endpoint;
    #capture;
    #view;
    #peer;
    #sections = []; // m-lines of the others' sources, in the order of their coming; an m-line never goes away
    #turn = Promise.resolve(); // offers are answered one after the other

    constructor(jingle, endpoint, relays, capture, view) {
        this.#offer = readOffer(jingle);
        this.#endpoint = endpoint;
        this.#capture = capture;
        this.#view = view;
        this.#peer = new RTCPeerConnection({ iceServers: relays, bundlePolicy: "max-bundle" });
        this.#peer.ontrack = ({ transceiver, track }) => this.#show(transceiver, track);
        this.#peer.onconnectionstatechange = () => this.#watch();
        openChannel(this.#peer, this.#offer, view);
        this.#add(this.#offer.sources);
    }

    get sid() {
        return this.#offer.sid;
    }

    // Answers the offer; `deliver` takes the session-accept to the focus and waits for its consent.
    accept(deliver) {
        return this.#next(async () => {
            this.#capture.getTracks().forEach((track) => this.#peer.addTrack(track, this.#capture));
            await this.#negotiate();
            await deliver(sessionAccept(this.#offer, readAnswer(this.#peer.localDescription.sdp), this.#endpoint));
        });
    }

    // Takes in or drops what a source-add or source-remove names; nobody is told of the new answer.
    change(jingle) {
        const sources = readSources(jingle);
        const change = jingle.getAttribute("action") === "source-add" ? this.#add : this.#remove;
        this.#next(() => {
            change.call(this, sources);
            return this.#negotiate();
        }).catch((error) => this.#view.fail(error));
    }

    close() {
        this.#sections.forEach((section) => this.#view.hide(section.owner, section.media));
        this.#peer.close();
    }

    #next(step) {
        this.#turn = this.#turn.then(step);
        return this.#turn;
    }

    // One m-line for each named source: its RTX SSRC, where it has one, belongs to the same line.
    #add(sources) {
        for (const { owner, name, media, msid, ssrc } of sources) {
            const section = this.#sections.find((s) => s.name === name && s.media === media && s.ssrcs.length);
            if (section) {
                section.ssrcs = [...new Set([...section.ssrcs, ssrc])];
            } else {
                this.#sections.push({ owner, name, media, msid, ssrcs: [ssrc] });
            }
        }
    }

    #remove(sources) {
        for (const { ssrc } of sources) {
            const section = this.#sections.find((s) => s.ssrcs.includes(ssrc));
            if (section) {
                section.ssrcs = [];
                this.#view.hide(section.owner, section.media);
            }
        }
    }

    async #negotiate() {
        await this.#peer.setRemoteDescription({ type: "offer", sdp: describe(this.#offer, this.#sections) });
        await this.#peer.setLocalDescription(await this.#peer.createAnswer());
    }

    #show(transceiver, track) {
        const section = this.#sections[Number(transceiver.mid) - this.#offer.ownLines];
        if (section) {
            this.#view.show(section.owner, track);
        }
    }

    #watch() {
        if (this.#peer.connectionState === "failed") {
            this.#view.fail(new Error("no media can reach the bridge, directly or through a relay"));
        }
    }
}
