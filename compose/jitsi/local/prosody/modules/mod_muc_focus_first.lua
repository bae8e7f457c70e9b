-- Jitsi rooms belong to the focus: whoever arrives before it waits without an answer and is let in, in order, the
-- moment it has joined. A room also gets a meeting id, shown in its information and in its configuration form.

local jid = require "prosody.util.jid";
local st = require "prosody.util.stanza";
local new_uuid = require "prosody.util.uuid".generate;

local longest_queue = module:get_option_integer("muc_focus_first_queue", 500, 1);
local health_check_prefix = "__jicofo-health-check";
local muc = module:depends("muc");

local function is_focus(event)
	return jid.resource(event.occupant.nick) == "focus"
		and module:could("muc:automatic-ownership", event.stanza.attr.from);
end

local function is_health_check(room)
	return room.jid:sub(1, #health_check_prefix) == health_check_prefix;
end

local function wait_in_queue(event)
	local room, stanza = event.room, event.stanza;
	local queue = room.before_focus or {};
	room.before_focus = queue;
	if #queue >= longest_queue then
		event.origin.send(st.error_reply(stanza, "wait", "resource-constraint", nil, room.jid));
		return true;
	end
	queue[#queue + 1] = { origin = event.origin, stanza = st.clone(stanza) };
	module:log("info", "%s waits for the focus of %s", stanza.attr.from, room.jid);
	return true;
end

-- Ahead of every other check on a join: those run when the join is replayed.
module:hook("muc-occupant-pre-join", function (event)
	local room = event.room;
	if room.focus_entered or is_health_check(room) or is_focus(event) then
		return nil;
	end
	return wait_in_queue(event);
end, 8);

module:hook("muc-occupant-joined", function (event)
	local room = event.room;
	if room.focus_entered or not is_focus(event) then
		return;
	end
	room.focus_entered = true;
	local queue = room.before_focus or {};
	room.before_focus = nil;
	for _, waiting in ipairs(queue) do
		room:handle_normal_presence(waiting.origin, waiting.stanza);
	end
end);

-- Someone who gives up waiting (or whose connection ends: the server then sends this for him) leaves the queue, and a
-- room nobody waits for any longer is forgotten.
module:hook("presence/full", function (event)
	local stanza = event.stanza;
	local room = stanza.attr.type == "unavailable" and muc.get_room_from_jid(jid.bare(stanza.attr.to));
	if not room or not room.before_focus then
		return;
	end
	local still_waiting = {};
	for _, waiting in ipairs(room.before_focus) do
		if waiting.stanza.attr.from ~= stanza.attr.from then
			still_waiting[#still_waiting + 1] = waiting;
		end
	end
	room.before_focus = still_waiting;
	if #still_waiting == 0 and not room:has_occupant() then
		module:fire_event("muc-room-destroyed", { room = room });
	end
end, 10);

module:hook("muc-room-pre-create", function (event)
	event.room._data.meetingId = new_uuid();
end);

module:hook("muc-disco#info", function (event)
	table.insert(event.form, { name = "muc#roominfo_meetingId", label = "Meeting id", value = "" });
	event.formdata["muc#roominfo_meetingId"] = event.room._data.meetingId;
end);

-- Jicofo reads the id from the configuration form, clients from the room's information.
module:hook("muc-config-form", function (event)
	table.insert(event.form, {
		name = "muc#roominfo_meetingId", type = "text-single", label = "Meeting id",
		value = event.room._data.meetingId,
	});
end, -10);
