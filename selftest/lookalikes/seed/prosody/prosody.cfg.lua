plugin_paths = { "/jitsi/prosody-plugins/" }
pidfile = "/run/prosody/prosody.pid"
modules_disabled = { "s2s" }
modules_enabled = {
	"roster", "saslauth", "tls", "dialback", "disco", "private", "vcard", "limits", "version", "uptime", "time", "ping", "pep",
	"register", "admin_adhoc", "posix", "bosh"
}
authentication = "internal_hashed"
http_default_host = "meet.jitsi"
http_ports = { 5280 }
http_interfaces = { "*", "::" }
https_ports = {}
component_interface = { "*" }
c2s_require_encryption = false
consider_bosh_secure = true
limits = { c2s = { rate = "10kb/s" }, s2sin = { rate = "30kb/s" } }
admins = { "focus@auth.meet.jitsi", "jvb@auth.meet.jitsi" }
unlimited_jids = { "focus@auth.meet.jitsi", "jvb@auth.meet.jitsi" }
component_admins_as_room_owners = true
Include "/etc/prosody/global.cfg.lua"
Include "conf.d/*.cfg.lua"
