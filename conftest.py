"""Wires the plugin; everything else is in fixtures/."""

pytest_plugins = ["fixtures.plugin.hooks"]
