// The page: a form that asks for a room, or the room that the address names.

import { Meeting } from "./meeting.js";
import { View } from "./view.js";

const CAMERA = { width: 320, height: 240, frameRate: 10 };

async function join(room, view) {
    view.say("Asking for camera and microphone.");
    const capture = await navigator.mediaDevices.getUserMedia({ audio: true, video: CAMERA });
    const meeting = new Meeting(globalThis.config, room, capture, view);
    // The others should not have to wait for the server to miss us.
    addEventListener("pagehide", () => meeting.leave());
    await meeting.join();
}

function ask(form) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        location.pathname = `/${new FormData(form).get("room")}`;
    });
}

const room = decodeURIComponent(location.pathname.slice(1)).toLowerCase();
if (room) {
    const view = new View(document);
    join(room, view).catch((error) => view.fail(error));
} else {
    ask(document.querySelector("form"));
}
