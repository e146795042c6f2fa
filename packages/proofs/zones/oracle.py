"""Print every change of offset from 1970 to 2037 by Python's zoneinfo and the tzdata of this machine.

One JSON object a line, the first with the versions. A number as the argument prints a sample of that
many lines, picked by a fixed seed.
"""

import hashlib
import json
import os
import random
import sys
import zoneinfo
from datetime import datetime, timedelta, timezone

FOLDER = "/usr/share/zoneinfo"
EPOCH = datetime(1970, 1, 1)
END = 2145916800  # 2038-01-01
DAY = 86400

zoneinfo.reset_tzpath(to=[FOLDER])


def names():
    for folder, folders, files in os.walk(FOLDER):
        folders[:] = sorted(each for each in folders if each not in ("posix", "right"))
        for file in sorted(files):
            path = os.path.join(folder, file)
            name = os.path.relpath(path, FOLDER)
            if name[0].isupper() and name != "Factory":
                with open(path, "rb") as opened:
                    content = opened.read()
                if content[:4] == b"TZif":
                    yield name, hashlib.sha256(content).digest()


def offset_at(zone, epoch):
    at = datetime.fromtimestamp(epoch, timezone.utc).astimezone(zone)
    return int(at.utcoffset().total_seconds())


def changes_of(zone):
    """Find every change by day, then to the second: no two are closer than six days."""
    found = []
    offset = offset_at(zone, 0)
    for day in range(0, END, DAY):
        after = offset_at(zone, day + DAY)
        if after != offset:
            low, high = day, day + DAY
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if offset_at(zone, middle) == offset else (low, middle)
            found.append((high, offset, after))
            offset = after
    assert all(later[0] - earlier[0] > 6 * DAY for earlier, later in zip(found, found[1:]))
    return found


def clock(wall):
    return (EPOCH + timedelta(seconds=wall)).isoformat()


def text(zone, epoch):
    """RFC 3339, with an offset to the nearest minute and the clock reading shifted to match (5.8)."""
    offset = offset_at(zone, epoch)
    size = (abs(offset) + 30) // 60
    shown = size * 60 if offset >= 0 else -size * 60
    return f"{clock(epoch + shown)}{'-' if offset < 0 else '+'}{size // 60:02}:{size % 60:02}"


def reading(zone, wall, offsets):
    """The wall time, its kind, and the instants it may mean: the earlier and the later."""
    local = EPOCH + timedelta(seconds=wall)
    folds = [
        wall - int(local.replace(tzinfo=zone, fold=fold).utcoffset().total_seconds()) for fold in (0, 1)
    ]
    # Cross-check by brute force: the instants at which the clock shows this wall time.
    shown = sorted(wall - offset for offset in set(offsets) if offset_at(zone, wall - offset) == offset)
    kind = ("gap", "exact", "overlap")[len(shown)]
    assert shown == ([] if kind == "gap" else sorted(set(folds))), (zone, wall, shown, folds)
    assert kind != "gap" or folds[0] > folds[1], (zone, wall, folds)
    return [clock(wall), kind, *[text(zone, epoch) for epoch in (shown or sorted(folds))]]


def lines():
    known = {}
    for name, content in names():
        zone = zoneinfo.ZoneInfo(name)
        if content not in known:
            known[content] = changes_of(zone)
        for at, before, after in known[content]:
            low, high = sorted((at + before, at + after))
            walls = (low - 3600, low - 1, low, (low + high) // 2, high - 1, high, high + 3600)
            yield {
                "zone": name,
                "at": at,
                "before": before,
                "after": after,
                "walls": [reading(zone, wall, (before, after)) for wall in walls],
                "instants": [[epoch, text(zone, epoch)] for epoch in (at - 3600, at - 1, at, at + 1, at + 3600)],
            }
        # Two instants a year cover zones that never change.
        for year in range(1970, 2038):
            for month in (1, 7):
                at = int(datetime(year, month, 9, 17, 45, 1, tzinfo=timezone.utc).timestamp())
                around = [offset_at(zone, at + day * DAY) for day in (-3, 0, 3)]
                if len(set(around)) == 1:
                    yield {
                        "zone": name,
                        "at": at,
                        "before": around[0],
                        "after": around[0],
                        "walls": [reading(zone, at + around[0], around)],
                        "instants": [[at, text(zone, at)]],
                    }


with open(f"{FOLDER}/tzdata.zi", encoding="utf-8") as source:
    version = source.readline().split()[-1]
print(json.dumps({"tzdata": version, "python": sys.version.split()[0], "zones": sum(1 for _ in names())}))
every = lines()
if len(sys.argv) > 1:
    every = random.Random(1970).sample([line for line in every if line["before"] != line["after"]], int(sys.argv[1]))
for line in every:
    print(json.dumps(line, separators=(",", ":")))
