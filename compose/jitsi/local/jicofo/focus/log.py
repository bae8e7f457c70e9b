"""The focus's log."""

from typing import Final

from standin.java_log import JavaLog

LOG: Final = JavaLog("Jicofo")
