"""The program that is tested: blocks a time by plain HTTP, and sends it again only where that makes no second block."""

import json
import urllib.error
import urllib.parse
import urllib.request
from datetime import datetime


def send(service, method, path, body=None):
    request = urllib.request.Request(service["url"] + path, method=method)
    request.add_header("Authorization", f"Bearer {service['token']}")
    request.add_header("Version", "2021-04-15")
    request.add_header("Content-Type", "application/json")
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(request, data, timeout=30) as response:
        return json.load(response)


def equals(service, block):
    """The blocks in the list that are equal: the service has no key that would make a create idempotent."""
    milliseconds = {name: int(datetime.fromisoformat(block[name]).timestamp() * 1000) for name in ("startTime", "endTime")}
    query = urllib.parse.urlencode({name: block[name] for name in ("locationId", "calendarId")} | milliseconds)
    events = send(service, "GET", f"/calendars/blocked-slots?{query}")["events"]
    return [event for event in events if all(event[name] == block[name] for name in ("title", "startTime", "endTime"))]


def ensure(service, block):
    found = equals(service, block)
    if found:
        return found[0]
    try:
        return send(service, "POST", "/calendars/events/block-slots", block)
    except urllib.error.HTTPError:
        raise  # The service has answered: nothing was created.
    except OSError:
        # The response is lost, and the block may be there. Look before anything is sent again.
        found = equals(service, block)
        if found:
            return found[0]
        raise
