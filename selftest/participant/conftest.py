"""The stand-ins that the participant confers over live beside their Dockerfiles."""

import sys
from pathlib import Path

_LOCAL = Path(__file__).resolve().parents[2] / "compose" / "jitsi" / "local"
sys.path[:0] = [str(_LOCAL / folder) for folder in ("python", "jvb", "jicofo")]
