"""What the two service stand-ins (focus and bridge) share: environment, log lines, the XMPP login."""
