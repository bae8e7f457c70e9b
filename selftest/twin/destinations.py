"""`python -m selftest.twin.destinations`: prints as JSON where the packets went that left this network.

It says "watching" once it watches, and ends with its input.
"""

import ipaddress
import json
import select
import socket
import struct
import sys
from typing import Final

ALL: Final = 0x0003
"""ETH_P_ALL (linux/if_ether.h): every protocol, and packets that leave as well."""
OUTGOING: Final = 4
"""PACKET_OUTGOING (linux/if_packet.h)."""
STATISTICS: Final = (263, 6)
"""SOL_PACKET and PACKET_STATISTICS: how many packets came, and how many of them nobody took in time."""
ROOM: Final = 32 << 20
PLACES: Final = {0x0800: slice(16, 20), 0x86DD: slice(24, 40)}
"""Where IPv4 and IPv6 have the destination, by EtherType."""


def destination(packet: bytes, ether_type: int) -> str | None:
    """Return where a packet goes; None for what stays on the link, such as ARP and the kernel's own multicast."""
    place = PLACES.get(ether_type)
    if place is None:
        return None
    address = ipaddress.ip_address(packet[place])
    return None if address.is_multicast else str(address)


def watch() -> dict[str, object]:
    """Watch until the input ends."""
    seen: set[str] = set()
    with socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(ALL)) as wire:
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, ROOM)
        sys.stdout.write("watching\n")
        sys.stdout.flush()
        while True:
            ready, _, _ = select.select([wire, sys.stdin], [], [])
            if wire in ready:
                packet, (interface, ether_type, kind, *_) = wire.recvfrom(64)
                if kind == OUTGOING and interface != "lo" and (went := destination(packet, ether_type)):
                    seen.add(went)
            elif not sys.stdin.read(1):
                _, lost = struct.unpack("II", wire.getsockopt(*STATISTICS, 8))
                return {"destinations": sorted(seen), "lost": lost}


if __name__ == "__main__":
    json.dump(watch(), sys.stdout)
