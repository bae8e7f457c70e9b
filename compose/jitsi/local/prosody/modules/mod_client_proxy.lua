-- A component that stands for one account. What a client sends to the component reaches a connected, available
-- session of that account as coming from <component>/<client's full JID>; what the account sends to such an address
-- reaches the client as coming from the component. Nobody connected: requests are answered service-unavailable.

local jid = require "prosody.util.jid";
local st = require "prosody.util.stanza";

local target = assert(module:get_option_string("target_address"), "client_proxy needs a target_address");

local function available_sessions()
	local account = prosody.bare_sessions[target];
	local available = {};
	for _, session in pairs(account and account.sessions or {}) do
		if session.presence and session.presence.attr.type == nil then
			available[#available + 1] = session;
		end
	end
	return available;
end

local function refuse(event)
	local stanza = event.stanza;
	local kind = stanza.attr.type;
	if stanza.name == "iq" and (kind == "get" or kind == "set") then
		event.origin.send(st.error_reply(stanza, "cancel", "service-unavailable", nil, module.host));
	end
	return true;
end

local function send_on(stanza, from, to)
	local copy = st.clone(stanza);
	copy.attr.from, copy.attr.to = from, to;
	module:send(copy);
	return true;
end

local function from_target(event)
	local client = jid.resource(event.stanza.attr.to);
	if not client or not jid.prep(client) then
		return refuse(event);
	end
	return send_on(event.stanza, module.host, client);
end

local function from_client(event)
	local sessions = available_sessions();
	if #sessions == 0 then
		return refuse(event);
	end
	local chosen = sessions[math.random(#sessions)];
	return send_on(event.stanza, module.host .. "/" .. event.stanza.attr.from, chosen.full_jid);
end

local function pass(event)
	if jid.bare(event.stanza.attr.from) == target then
		return from_target(event);
	end
	return from_client(event);
end

-- The address of a component has no user part, so even a full JID arrives as an event of the host.
module:hook("iq/host", pass, 10);
module:hook("message/host", pass, 10);
module:hook("presence/host", refuse, 10);
