"""colibri2 as JSON: the REST form of the same model (jitsi-videobridge doc/rest-colibri2.md).

Requests are turned into the XML form and read by its reader, so that both forms obey the same rules.
"""

import json
from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from bridge.colibri import ColibriError, Condition, ConferenceModified, ConferenceModify, EndpointReply, MediaSource
from bridge.colibri_xml import COLIBRI2, DTLS, EXTENSION, FEEDBACK, ICE, RTP, SOURCES, candidate_attributes, read_modify


def read_modify_json(text: str | bytes, meeting_id: str | None = None) -> ConferenceModify:
    """The request in a JSON body; `meeting_id` is that of the path, which wins. Raises ColibriError."""
    try:
        body = json.loads(text)
        element = _request(_object(body))
    except (ValueError, RecursionError, TypeError) as error:
        raise ColibriError(Condition.BAD_REQUEST, f"Not a colibri2 request: {error}") from error
    if meeting_id is not None:
        element.set("meeting-id", meeting_id)
    return read_modify(element)


def write_modified_json(answer: ConferenceModified) -> dict[str, Any]:
    """The JSON object for an answer."""
    body: dict[str, Any] = {}
    if answer.endpoints:
        body["endpoints"] = [_endpoint_reply(reply) for reply in answer.endpoints]
    if answer.sources:
        body["sources"] = [_media_source_reply(source) for source in answer.sources]
    return body


def _object(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("an object is expected")
    return value


def _objects(parent: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    value = parent.get(name, [])
    if not isinstance(value, list):
        raise ValueError(f"{name} must be a list")
    return [_object(item) for item in value]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int):
        return str(value)
    raise ValueError("a text, number or truth value is expected")


def _copy(source: Mapping[str, Any], target: Element, *names: str) -> Element:
    for name in names:
        if source.get(name) is not None:
            target.set(name, _text(source[name]))
    return target


def _request(body: Mapping[str, Any]) -> Element:
    element = Element(f"{{{COLIBRI2}}}conference-modify")
    _copy(body, element, "meeting-id", "name", "create", "expire")
    for endpoint in _objects(body, "endpoints"):
        _endpoint(SubElement(element, f"{{{COLIBRI2}}}endpoint"), endpoint)
    for _ in _objects(body, "relays"):
        SubElement(element, f"{{{COLIBRI2}}}relay")
    return element


def _endpoint(element: Element, body: Mapping[str, Any]) -> None:
    _copy(body, element, "id", "create", "expire", "stats-id")
    for name in body.get("capabilities", []):
        SubElement(element, f"{{{COLIBRI2}}}capability", {"name": _text(name)})
    for media in _objects(body, "medias"):
        _media(SubElement(element, f"{{{COLIBRI2}}}media"), media)
    if "transport" in body:
        _transport(SubElement(element, f"{{{COLIBRI2}}}transport"), _object(body["transport"]))
    if "sources" in body:
        sources = SubElement(element, f"{{{COLIBRI2}}}sources")
        for source in _objects(body, "sources"):
            _media_source(SubElement(sources, f"{{{COLIBRI2}}}media-source"), source)
    if "force-mute" in body:
        mute = SubElement(element, f"{{{COLIBRI2}}}force-mute")
        _copy(_object(body["force-mute"]), mute, "audio", "video")
    if "initial-last-n" in body:
        SubElement(element, f"{{{COLIBRI2}}}initial-last-n", {"value": _text(body["initial-last-n"])})


def _media(element: Element, body: Mapping[str, Any]) -> None:
    _copy(body, element, "type")
    for payload_type in _objects(body, "payload-types"):
        _payload_type(SubElement(element, f"{{{RTP}}}payload-type"), payload_type)
    for extension in _objects(body, "rtp-hdrexts"):
        _copy(extension, SubElement(element, f"{{{EXTENSION}}}rtp-hdrext"), "id", "uri")


def _payload_type(element: Element, body: Mapping[str, Any]) -> None:
    _copy(body, element, "id", "name", "clockrate", "channels")
    for name, value in _object(body.get("parameters", {})).items():
        SubElement(element, f"{{{RTP}}}parameter", {"name": name, "value": _text(value)})
    for feedback in _objects(body, "rtcp-fbs"):
        _copy(feedback, SubElement(element, f"{{{FEEDBACK}}}rtcp-fb"), "type", "subtype")


def _transport(element: Element, body: Mapping[str, Any]) -> None:
    _copy(body, element, "ice-controlling")
    if "sctp" in body:
        _copy(_object(body["sctp"]), SubElement(element, f"{{{COLIBRI2}}}sctp"), "port", "role")
    if "transport" in body:
        _ice(SubElement(element, f"{{{ICE}}}transport"), _object(body["transport"]))


def _ice(element: Element, body: Mapping[str, Any]) -> None:
    _copy(body, element, "ufrag", "pwd")
    if body.get("rtcp-mux"):
        SubElement(element, f"{{{ICE}}}rtcp-mux")
    for candidate in _objects(body, "candidates"):
        names = ("ip", "port", "type", "priority", "foundation", "id", "protocol", "component", "generation")
        _copy(candidate, SubElement(element, f"{{{ICE}}}candidate"), *names)
    for fingerprint in _objects(body, "fingerprints"):
        child = _copy(fingerprint, SubElement(element, f"{{{DTLS}}}fingerprint"), "hash", "setup")
        child.text = _text(fingerprint.get("fingerprint", ""))


def _media_source(element: Element, body: Mapping[str, Any]) -> None:
    _copy(body, element, "type", "id")
    for source in body.get("sources", []):
        described = source if isinstance(source, dict) else {"ssrc": source}
        _copy(described, SubElement(element, f"{{{SOURCES}}}source"), "ssrc", "name")
    for group in _objects(body, "ssrc-groups"):
        child = _copy(group, SubElement(element, f"{{{SOURCES}}}ssrc-group"), "semantics")
        for ssrc in group.get("sources", []):
            SubElement(child, f"{{{SOURCES}}}source", {"ssrc": _text(ssrc)})


def _endpoint_reply(reply: EndpointReply) -> dict[str, Any]:
    body: dict[str, Any] = {"id": reply.identifier}
    if reply.expire:
        body["expire"] = True
    if reply.transport is not None:
        body["transport"] = _transport_reply(reply)
    return body


def _transport_reply(reply: EndpointReply) -> dict[str, Any]:
    transport, body = reply.transport, dict[str, Any]()
    if transport is not None and transport.sctp is not None:
        body["sctp"] = {"port": transport.sctp.port, "role": transport.sctp.role}
    if transport is not None and transport.ice is not None:
        ice = transport.ice
        body["transport"] = {
            "xmlns": ICE,
            "ufrag": ice.ufrag,
            "pwd": ice.password,
            "rtcp-mux": ice.rtcp_mux,
            "candidates": [candidate_attributes(candidate) for candidate in ice.candidates],
            "web-sockets": list(ice.web_sockets),
            "fingerprints": [{"fingerprint": f.value, "setup": f.setup, "hash": f.algorithm} for f in ice.fingerprints],
        }
    return body


def _media_source_reply(source: MediaSource) -> dict[str, Any]:
    described = [{"ssrc": source.ssrc, "name": source.name} for source in source.sources]
    return {"type": source.kind, "id": source.identifier, "sources": described}
