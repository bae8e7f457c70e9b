// The page: a form that asks for a room, or the room that the address names.

import { obeyEmbedder, tellEmbedder } from "./embedding.js";
import { Meeting } from "./meeting.js";
import { View } from "./view.js";

const CAMERA = { width: 320, height: 240, frameRate: 10 };

async function join(room, view) {
    view.say("Asking for camera and microphone.");
    const capture = await navigator.mediaDevices.getUserMedia({ audio: true, video: CAMERA });
    const meeting = new Meeting(globalThis.config, room, capture, view);
    // The others should not have to wait for the server to miss us.
    addEventListener("pagehide", () => meeting.leave());
    obeyEmbedder({ hangup: () => leave(meeting, room, view) });
    await meeting.join();
    tellEmbedder("videoConferenceJoined", { roomName: room });
}

function leave(meeting, room, view) {
    meeting.leave();
    view.say(`Left the room ${room}.`);
    tellEmbedder("videoConferenceLeft", { roomName: room });
}

function ask(form) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        location.pathname = `/${encodeURIComponent(new FormData(form).get("room"))}`;
    });
}

// The name by which the servers know a room: any spelling of a link leads to the same one, and an XMPP address may hold it.
function backendName(segment) {
    return encodeURIComponent(decodeURIComponent(segment).normalize("NFKC").toLowerCase()).toLowerCase();
}

// What comes before the last part of the path is the tenant, which config.js knows of.
const room = backendName(location.pathname.split("/").pop());
if (room) {
    const view = new View(document);
    join(room, view).catch((error) => view.fail(error));
} else {
    ask(document.querySelector("form"));
}
