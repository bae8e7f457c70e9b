// What is seen: one picture for everybody in the room, and a sentence about what is going on.

export class View {
    #status;
    #stage;
    #figures = new Map();

    constructor(page) {
        this.#status = page.querySelector("#status");
        this.#stage = page.querySelector("main");
    }

    say(sentence) {
        this.#status.textContent = sentence;
    }

    fail(error) {
        this.say(`It did not work: ${error.message}`);
        console.error(error);
    }

    // Shows a track of an endpoint; of our own we want to see the picture and not to hear ourselves.
    show(endpoint, track, { own = false } = {}) {
        const figure = this.#figure(endpoint, own);
        const player = figure.querySelector(track.kind) ?? document.createElement(track.kind);
        player.autoplay = true;
        player.playsInline = true;
        player.muted = own;
        player.srcObject = new MediaStream([track]);
        figure.prepend(player);
    }

    // Takes one kind of media of an endpoint away, and the endpoint itself with its last one.
    hide(endpoint, kind) {
        const figure = this.#figures.get(endpoint);
        figure?.querySelector(kind)?.remove();
        if (figure && !figure.querySelector("audio, video")) {
            this.remove(endpoint);
        }
    }

    remove(endpoint) {
        this.#figures.get(endpoint)?.remove();
        this.#figures.delete(endpoint);
    }

    #figure(endpoint, own) {
        if (!this.#figures.has(endpoint)) {
            const figure = document.createElement("figure");
            const caption = document.createElement("figcaption");
            figure.dataset.endpoint = endpoint;
            caption.textContent = own ? `${endpoint} (this page)` : endpoint;
            figure.append(caption);
            this.#stage.append(figure);
            this.#figures.set(endpoint, figure);
        }
        return this.#figures.get(endpoint);
    }
}
