"""Makes instances of JSON Schemas, always the same for the same schemas.

usage: instances.py SCHEMAS INSTANCES COUNT

Reads lines `{"name", "schema"}` and writes a line `{"name", "instances", "problem"}` for each in the
same order. Instances are texts of JSON.
"""

import base64
import json
import re
import signal
import sys
import warnings
from concurrent.futures import ProcessPoolExecutor

from hypothesis import HealthCheck, Phase, Verbosity, given, settings, strategies
from hypothesis_jsonschema import _from_schema as tool
from hypothesis_jsonschema import from_schema

# How long one schema may take, in seconds of its own: those of the clock depend on other programs.
LIMIT = 30

# Formats that have types of their own, and are not known to the tool.
MONTHS = strategies.dates().map(lambda date: date.isoformat()[:7])
TIMES = strategies.datetimes()
INSTANTS = TIMES.map(lambda time: time.isoformat(timespec="milliseconds") + "Z")
FORMATS = {
    "local-date-time": TIMES.map(lambda time: time.isoformat()),
    "year-month": MONTHS,
    "interval": strategies.tuples(INSTANTS, INSTANTS).map(lambda ends: "/".join(sorted(ends))),
    "byte": strategies.binary(max_size=20).map(lambda data: base64.b64encode(data).decode()),
}


def remembered(build):
    """What the tool builds for a schema, built once: it does that for each instance again."""
    known = {}

    def built(schema, **how):
        key = json.dumps(schema, sort_keys=True)
        if key not in known:
            known[key] = build(schema, **how)
        return known[key]

    return built


BUILD = tool.__dict__["__from_schema"]


class TooLong(Exception):
    """A schema took longer than it may."""


def stop(_signal, _frame):
    raise TooLong(f"more than {LIMIT} s")


def in_full(schema):
    """The schema with every property of its objects required, which asks for no other instances."""
    if isinstance(schema, list):
        return [in_full(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    full = {
        key: value if key in ("const", "enum") else in_full(value)
        for key, value in schema.items()
        if key != "properties"
    }
    if "properties" in schema:
        parts = schema["properties"]
        full["properties"] = {name: in_full(part) for name, part in parts.items()}
        if schema.get("maxProperties", len(parts)) >= len(parts):
            full["required"] = list(parts)
    return full


def without_patterns(schema):
    """The schema without patterns that this language does not read."""
    if isinstance(schema, list):
        return [without_patterns(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {
        key: value if key in ("const", "enum") else without_patterns(value)
        for key, value in schema.items()
    }
    pattern = kept.get("pattern")
    if isinstance(pattern, str):
        try:
            re.compile(pattern)
        except re.error:
            del kept["pattern"]
    return kept


def draw(schema, count):
    """Some instances of a schema; fewer where there are no more."""
    found = {}

    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
    )
    @given(from_schema(schema, custom_formats=FORMATS))
    def keep(instance):
        found.setdefault(json.dumps(instance, ensure_ascii=False))

    keep()
    return list(found)


def make(task):
    """Instances of one schema: with all properties, and as they come."""
    entry, count = task
    instances, problems = [], []
    schema = without_patterns(entry["schema"])
    tool.__dict__["__from_schema"] = remembered(BUILD)
    signal.signal(signal.SIGVTALRM, stop)
    for variant in (in_full(schema), schema):
        signal.setitimer(signal.ITIMER_VIRTUAL, LIMIT)
        try:
            instances += draw(variant, count // 2)
        except Exception as problem:  # the tool fails in many ways
            problems.append(f"{type(problem).__name__}: {problem}".split("\n")[0][:200])
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    kept = list(dict.fromkeys(instances))
    problem = None if kept else "; ".join(dict.fromkeys(problems))
    return {"name": entry["name"], "instances": kept, "problem": problem}


def main():
    """Makes instances of all schemas of a file, several schemas at a time."""
    warnings.simplefilter("ignore")
    source, target, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    with open(source, encoding="utf-8") as lines:
        entries = [json.loads(line) for line in lines]
    tasks = [(entry, count) for entry in entries]
    with ProcessPoolExecutor() as pool, open(target, "w", encoding="utf-8") as out:
        for made in pool.map(make, tasks, chunksize=1):
            out.write(json.dumps(made) + "\n")


if __name__ == "__main__":
    main()
