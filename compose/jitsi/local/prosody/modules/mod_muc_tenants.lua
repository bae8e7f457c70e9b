-- Rooms of tenants. A client of the tenant T calls a room room@muc.T.meet.jitsi; here it is [T]room@muc.meet.jitsi, one
-- of the rooms of the one conference service, for jicofo as well. Addresses are changed where clients' stanzas come in
-- and go out, and in the conference request.

local filters = require "prosody.util.filters";
local jid = require "prosody.util.jid";
local st = require "prosody.util.stanza";

local service = module:get_option_string("muc_tenants_service", "muc." .. module.host);
local prefix, base = service:match("^([^.]+)%.(.+)$");
local stanzas = { iq = true, message = true, presence = true };

local function plain(text)
	return (text:gsub("%W", "%%%0"));
end

local of_tenant = "^" .. plain(prefix) .. "%.(.+)%." .. plain(base) .. "$";

local function inward(address)
	local room, host, nick = jid.split(address);
	local tenant = room and host and host:match(of_tenant);
	return tenant and jid.join("[" .. tenant .. "]" .. room, service, nick) or address;
end

local function outward(address)
	local room, host, nick = jid.split(address);
	local tenant, name = (host == service and room or ""):match("^%[([^%]]+)%](.+)$");
	return tenant and jid.join(name, prefix .. "." .. tenant .. "." .. base, nick) or address;
end

local function readdressed(stanza, attribute, direction)
	local request = stanza:get_child("conference", "http://jitsi.org/protocol/focus");
	local address, room = stanza.attr[attribute], request and request.attr.room;
	if (address and direction(address)) == address and (room and direction(room)) == room then
		return stanza;
	end
	-- Others may be sent the same stanza.
	local copy = st.clone(stanza);
	copy.attr[attribute] = address and direction(address);
	if room then
		copy:get_child("conference", "http://jitsi.org/protocol/focus").attr.room = direction(room);
	end
	return copy;
end

local function watch(session)
	local function filter(attribute, direction)
		return function (stanza)
			if session.host ~= module.host or not stanzas[stanza.name] then
				return stanza;
			end
			return readdressed(stanza, attribute, direction);
		end
	end
	filters.add_filter(session, "stanzas/in", filter("to", inward));
	filters.add_filter(session, "stanzas/out", filter("from", outward));
end

function module.load()
	filters.add_filter_hook(watch);
end

function module.unload()
	filters.remove_filter_hook(watch);
end
