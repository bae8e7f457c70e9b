-- One line per login attempt, in key=value form, so that an evidence reader can tell who came from where by which road.

local function road(session)
	if session.websocket_request then
		return "websocket";
	elseif session.bosh_version then
		return "bosh";
	end
	return "tcp";
end

local function note(session, result, user)
	module:log("info", "login result=%s user=%s host=%s address=%s via=%s tls=%s", result, user or "-", module.host,
		session.ip or "-", road(session), session.encrypted and "yes" or "no");
end

module:hook("authentication-success", function (event)
	note(event.session, "success", event.session.username);
end);

module:hook("authentication-failure", function (event)
	local sasl = event.session.sasl_handler;
	note(event.session, event.condition or "failure", sasl and sasl.username);
end);
