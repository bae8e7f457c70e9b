-- The accounts of jicofo and the bridge follow the environment at every start, so that a password changed on one side
-- only shows as a failed login and never as a left-over account. Done in here, not with prosodyctl, because a command
-- line is readable by everyone who can list processes.

local usermanager = require "prosody.core.usermanager";

local function follow_environment(name_variable, password_variable)
	local name, password = os.getenv(name_variable), os.getenv(password_variable);
	if not name or name == "" or not password or password == "" then
		error(name_variable .. " and " .. password_variable .. " must both be set");
	end
	if not usermanager.user_exists(name, module.host) then
		assert(usermanager.create_user(name, password, module.host));
	elseif not usermanager.test_password(name, module.host, password) then
		assert(usermanager.set_password(name, password, module.host));
	end
	module:log("info", "account %s@%s is ready", name, module.host);
end

function module.ready()
	follow_environment("JICOFO_AUTH_USER", "JICOFO_AUTH_PASSWORD");
	follow_environment("JVB_AUTH_USER", "JVB_AUTH_PASSWORD");
end
