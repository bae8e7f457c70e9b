-- Advertises the components of this host as Jitsi's modules do, one identity each (XEP-0030, category component).
for name, address in pairs(module:get_option("advertised_components", {})) do
	module:add_identity("component", name, address);
end
