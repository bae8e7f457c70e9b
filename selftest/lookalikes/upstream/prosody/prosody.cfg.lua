plugin_paths = { "/prosody-plugins-custom", "/prosody-plugins/" }
data_path = "/var/lib/prosody/data"
pidfile = "/run/prosody/prosody.pid"
component_admins_as_room_owners = true
admins = { "focus@auth.meet.jitsi", "jvb@auth.meet.jitsi" }
unlimited_jids = { "focus@auth.meet.jitsi", "jvb@auth.meet.jitsi" }
modules_enabled = {
	"roster", "saslauth", "tls", "disco", "admin_shell", "private", "limits", "version", "ping", "posix", "http_health",
	"external_services"
}
modules_disabled = { "offline", "register", "s2s" }
component_ports = {}
https_ports = {}
allow_registration = false
limits = { c2s = { rate = "10kb/s" }, s2sin = { rate = "30kb/s" } }
c2s_require_encryption = true
c2s_ports = { 5222 }
c2s_interfaces = { "*", "::" }
http_ports = { 5280 }
http_interfaces = { "*", "::" }
http_default_host = "meet.jitsi"
authentication = "internal_hashed"
consider_bosh_secure = true
consider_websocket_secure = true
smacks_max_unacked_stanzas = 5
smacks_hibernation_time = 60
smacks_max_old_sessions = 1
storage = { smacks_h = "memory" }
