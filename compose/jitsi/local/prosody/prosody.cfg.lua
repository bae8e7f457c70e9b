-- Prosody 13 for flavour local: the hosts, components and limits of the single-host Jitsi deployment.
-- Passwords and names come from the environment (ENV_...); the entry script has checked that they are there.

plugin_paths = { "/usr/local/lib/prosody/modules" }
data_path = "/var/lib/prosody"
certificates = "/var/lib/prosody/certs"
pidfile = "/run/prosody/prosody.pid"

log = { { levels = { min = ENV_PROSODY_LOG_LEVEL or "info" }, to = "console", timestamps = true } }

-- The service accounts are admins: it makes jicofo the owner of every conference room it enters.
local focus_account = ENV_JICOFO_AUTH_USER .. "@auth.meet.jitsi"
local bridge_account = ENV_JVB_AUTH_USER .. "@auth.meet.jitsi"
admins = { focus_account, bridge_account }
component_admins_as_room_owners = true

modules_enabled = { "roster", "saslauth", "tls", "disco", "ping", "limits", "login_log" }
modules_disabled = { "s2s", "offline" }
authentication = "internal_hashed"
storage = "internal"

-- jicofo and the bridge connect inside the compose network: TLS is offered, not demanded.
c2s_require_encryption = false
c2s_ports = { 5222 }
c2s_direct_tls_ports = {}
limits = { c2s = { rate = "10kb/s" } }
unlimited_jids = { focus_account, bridge_account }

http_ports = { 5280 }
http_interfaces = { "*" }
https_ports = {}
http_default_host = "meet.jitsi"
-- TLS ended at the host's nginx, so what arrives here in clear text counts as secure.
consider_bosh_secure = true
consider_websocket_secure = true
-- Only the web container may say who the client is; it has a fixed address for this reason.
trusted_proxies = { ENV_WEB_ADDRESS or "127.0.0.1" }

local conference_modules = { "bosh", "muc_tenants" }
if ENV_DISABLE_XMPP_WEBSOCKET ~= "1" then
	Lua.table.insert(conference_modules, "websocket")
	Lua.table.insert(conference_modules, "smacks")
end
if ENV_ENABLE_TURN == "1" then
	Lua.table.insert(conference_modules, "external_services")
	external_service_secret = ENV_TURN_PASSWORD
	local relays = {
		{ type = "stun", host = ENV_TURN_DOMAIN, port = 3478 };
		{ type = "turn", host = ENV_TURN_DOMAIN, port = 3478, transport = "udp", secret = true, ttl = 86400, algorithm = "turn" };
	}
	-- Both ports, unless the host says which one it has: where nobody splits 443, there is no TURN on it.
	if ENV_TURNS_PORT ~= "443" then Lua.table.insert(relays, { type = "turns", host = ENV_TURN_DOMAIN, port = 5349, transport = "tcp", secret = true, ttl = 86400, algorithm = "turn" }) end
	if ENV_TURNS_PORT ~= "5349" then Lua.table.insert(relays, { type = "turns", host = ENV_TURN_DOMAIN, port = 443, transport = "tcp", secret = true, ttl = 86400, algorithm = "turn" }) end
	external_services = relays
end

VirtualHost "meet.jitsi"
	authentication = "anonymous_uuid"
	storage = "memory"
	modules_enabled = conference_modules

VirtualHost "auth.meet.jitsi"
	authentication = "internal_hashed"
	modules_enabled = { "service_accounts" }

Component "muc.meet.jitsi" "muc"
	storage = "memory"
	modules_enabled = { "muc_focus_first" }
	restrict_room_creation = false
	muc_room_locking = false
	muc_room_default_public_jids = true
	muc_tombstones = false

Component "internal-muc.meet.jitsi" "muc"
	storage = "memory"
	restrict_room_creation = true
	-- The service accounts are owners of every room; a guest who stood beside them could pose as a bridge.
	muc_room_default_members_only = true
	muc_room_locking = false
	muc_room_default_public_jids = true
	muc_tombstones = false

Component "focus.meet.jitsi" "client_proxy"
	target_address = focus_account
