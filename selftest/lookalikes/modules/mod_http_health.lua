-- GET /health, answered to the container itself only: whether every module of every host loaded without an error.
module:set_global();

local modules_of = require "prosody.core.modulemanager".get_modules;
local own = { ["127.0.0.1"] = true, ["::1"] = true };

local function is_well()
	for host in pairs(prosody.hosts) do
		for _, loaded in pairs(modules_of(host)) do
			if loaded.module.status_type == "error" then
				return false;
			end
		end
	end
	return true;
end

module:provides("http", {
	route = {
		GET = function (event)
			if not own[event.request.ip] then
				return 403;
			end
			return is_well() and { status_code = 200; body = "OK\n" } or { status_code = 500; body = "HAS ERRORS\n" };
		end;
	};
});
