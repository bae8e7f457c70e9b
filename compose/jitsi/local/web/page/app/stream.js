// An XMPP session over WebSocket (RFC 7395): anonymous login, requests and their answers, signs of life.

import { NS, child, condition, make, read, write } from "./stanza.js";

const PATIENCE = 15_000;
const PING_EVERY = 10_000;

export class Stream {
    jid = "";
    onPresence = () => {};
    onRequest = () => { throw new Error("service-unavailable"); }; // returns an answer's payload or null, or throws
    onLost = () => {};
    #socket;
    #domain;
    #loggedIn = false;
    #unread = [];
    #reader = null;
    #waiting = new Map();
    #numbers = 0;
    #pings;

    constructor(url, domain) {
        this.#domain = domain;
        this.#socket = new WebSocket(url, "xmpp");
        this.#socket.onmessage = (event) => this.#take(read(event.data));
    }

    async logIn() {
        await new Promise((resolve, reject) => {
            this.#socket.onopen = resolve;
            this.#socket.onclose = () => reject(new Error("the XMPP WebSocket did not open"));
        });
        this.#socket.onclose = () => this.#lose();
        await this.#open();
        this.send(make(NS.sasl, "auth", { mechanism: "ANONYMOUS" }));
        if ((await this.#next()).localName !== "success") {
            throw new Error("the server does not let us in without an account");
        }
        await this.#open();
        this.#loggedIn = true;
        const bound = await this.ask(null, "set", make(NS.bind, "bind"));
        this.jid = child(bound, NS.bind, "jid").textContent;
        this.#pings = setInterval(() => this.#ping(), PING_EVERY);
    }

    send(element) {
        this.#socket.send(write(element));
    }

    // Asks and waits for the answer's payload; an error, or none in time, is an Error.
    ask(to, type, payload) {
        const id = `q${++this.#numbers}`;
        const asked = new Promise((resolve, reject) => {
            const late = () => reject(new Error(`${to ?? "the server"} did not answer <${payload.localName}/>`));
            const timer = setTimeout(late, PATIENCE);
            this.#waiting.set(id, { resolve, reject, timer });
        });
        this.send(make(NS.client, "iq", { to, type, id }, payload));
        return asked.finally(() => this.#waiting.delete(id));
    }

    close() {
        clearInterval(this.#pings);
        this.#socket.onclose = null;
        this.send(make(NS.framing, "close"));
        this.#socket.close();
    }

    // The server's features; its own <open/> comes before them.
    async #open() {
        this.send(make(NS.framing, "open", { to: this.#domain, version: "1.0" }));
        await this.#next();
        return this.#next();
    }

    // The next frame while we log in, when they come in an order that is known.
    #next() {
        const ready = this.#unread.shift();
        return ready ? Promise.resolve(ready) : new Promise((resolve) => { this.#reader = resolve; });
    }

    #take(element) {
        if (!this.#loggedIn) {
            const reader = this.#reader ?? ((unread) => this.#unread.push(unread));
            this.#reader = null;
            reader(element);
        } else if (element.localName === "presence") {
            this.onPresence(element);
        } else if (element.localName === "iq") {
            const isQuestion = ["get", "set"].includes(element.getAttribute("type"));
            (isQuestion ? this.#answer(element) : this.#settle(element));
        }
    }

    #settle(iq) {
        const asked = this.#waiting.get(iq.getAttribute("id"));
        clearTimeout(asked?.timer);
        if (iq.getAttribute("type") === "result") {
            asked?.resolve(iq.firstElementChild);
        } else {
            asked?.reject(new Error(`${iq.getAttribute("from") ?? "the server"} refuses: ${condition(iq)}`));
        }
    }

    #answer(iq) {
        const head = { to: iq.getAttribute("from"), id: iq.getAttribute("id") };
        try {
            const payload = this.onRequest(iq.firstElementChild, head.to);
            this.send(make(NS.client, "iq", { ...head, type: "result" }, ...(payload ? [payload] : [])));
        } catch (refusal) {
            const error = make(NS.client, "error", { type: "cancel" }, make(NS.errors, refusal.message));
            this.send(make(NS.client, "iq", { ...head, type: "error" }, error));
        }
    }

    #ping() {
        this.ask(this.#domain, "get", make(NS.ping, "ping")).catch(() => this.#lose());
    }

    #lose() {
        clearInterval(this.#pings);
        this.onLost();
    }
}
