VirtualHost "auth.meet.jitsi"
	authentication = "internal_hashed"
	ssl = { key = "/etc/prosody/certs/auth.meet.jitsi.key", certificate = "/etc/prosody/certs/auth.meet.jitsi.crt" }

VirtualHost "recorder.meet.jitsi"
	authentication = "internal_hashed"
	modules_enabled = { "ping" }

Component "muc.meet.jitsi" "muc"
	storage = "memory"
	modules_enabled = { "muc_meeting_id" }
	muc_room_locking = false
	muc_room_default_public_jids = true

Component "internal-muc.meet.jitsi" "muc"
	storage = "memory"
	modules_enabled = { "ping" }
	restrict_room_creation = true
	muc_room_locking = false
	muc_room_default_public_jids = true

Component "focus.meet.jitsi" "client_proxy"
	target_address = "focus@auth.meet.jitsi"

Component "speakerstats.meet.jitsi" "advertised"
Component "conferenceduration.meet.jitsi" "advertised"

Component "lobby.meet.jitsi" "muc"
	storage = "memory"
	restrict_room_creation = true
	muc_room_locking = false
	muc_room_default_public_jids = true

Component "breakout.meet.jitsi" "muc"
	storage = "memory"
	restrict_room_creation = true
	muc_room_locking = false
	muc_room_default_public_jids = true
