-- Anonymous logins whose user part is a UUID, the way the Jitsi clients expect it: they take the first eight hex
-- digits as their endpoint id. A client that comes back with ?previd=<resumption id> of a session that still lives
-- gets that session's user part again, because stream management resumes only within one user.

local new_sasl = require "prosody.util.sasl".new;
local new_uuid = require "prosody.util.uuid".generate;
local formdecode = require "prosody.util.http".formdecode;

local function previous_username(session)
	local request = session.websocket_request;
	local query = request and request.url and request.url.query;
	local form = query and formdecode(query);
	local previous = type(form) == "table" and form.previd;
	if not previous or previous == "" then
		return nil;
	end
	for _, other in pairs(prosody.full_sessions) do
		if other.host == module.host and other.resumption_token == previous then
			return other.username;
		end
	end
	return nil;
end

local function refuse()
	return nil, "Anonymous users have no account";
end

local provider = {
	test_password = refuse;
	get_password = refuse;
	set_password = refuse;
	user_exists = refuse;
	create_user = refuse;
	delete_user = refuse;
};

function provider.users()
	return next, prosody.hosts[module.host].sessions, nil;
end

function provider.get_sasl_handler(session)
	return new_sasl(module.host, {
		anonymous = function (sasl)
			sasl.username = previous_username(session) or new_uuid();
			return true;
		end;
	});
end

module:provides("auth", provider);
