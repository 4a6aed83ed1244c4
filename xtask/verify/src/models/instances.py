"""Makes instances of JSON Schemas, always the same for the same schemas.

usage: instances.py SCHEMAS INSTANCES COUNT

Reads lines `{"name", "schema"}` and writes a line `{"name", "instances", "problem"}` for each in the
same order. An instance is `{"text", "expected", "left_out"}`: the JSON to read, the JSON to write
after that, and the property that has to be left out because its value does not fit.

Half of the instances have integers, dates and times in forms that services write and no schema
mentions.
"""

import base64
import json
import re
import signal
import sys
import warnings
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timedelta

from hypothesis import HealthCheck, Phase, Verbosity, given, settings, strategies
from hypothesis_jsonschema import _from_schema as tool
from hypothesis_jsonschema import from_schema

# How long one schema may take, in seconds of its own: those of the clock depend on other programs.
LIMIT = 30

# Types of a plain value.
PLAIN = ("string", "integer", "number", "boolean")

# What a string begins with that has two forms: the usual one and another one.
MARK = "\ue000form\ue000"

# Integers from here on are not exact as floats.
EXACT = 2**53


def forms(usual, *others):
    """A string in its usual form and in one of others, between marks."""
    return strategies.sampled_from(others).map(lambda other: f"{MARK}{usual}{MARK}{other}")


def forms_of_instant(time):
    """An instant in forms that are read as the same milliseconds."""
    text = time.isoformat(timespec="milliseconds")
    hours = (time + timedelta(hours=2)).isoformat(timespec="milliseconds")
    nanoseconds = f"{text}{time.microsecond % 1000:03}999999"
    others = [f"{text}+0000", f"{hours}+0200", text, f"{nanoseconds}Z", text.replace("T", " ") + "Z"]
    return forms(f"{text}Z", *others)


def forms_of_date(date):
    """A date as one, and as the beginning of that day."""
    text = date.isoformat()
    return forms(text, f"{text}T00:00:00Z", f"{text}T00:00:00.000+0000")


def forms_of_local_time(time):
    """A local time as one, and with an offset that means nothing."""
    text = time.isoformat()
    return forms(text, f"{text}Z", f"{text}+01:00")


# Formats that have types of their own, and are not known to the tool. `date-time` and others are known
# to it, and go by other names because they have other forms here.
MONTHS = strategies.dates().map(lambda date: date.isoformat()[:7])
TIMES = strategies.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2999, 1, 1))
INSTANTS = TIMES.map(lambda time: time.isoformat(timespec="milliseconds") + "Z")
MIDNIGHTS = strategies.dates().flatmap(
    lambda date: forms(f"{date.isoformat()}T00:00:00.000Z", date.isoformat())
)
NEVER = forms("9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59.999+0000")
RENAMED = {"date-time": "any-date-time", "date": "any-date", "time": "any-time", "duration": "any-duration"}
FORMATS = {
    "any-date-time": strategies.one_of(TIMES.flatmap(forms_of_instant), MIDNIGHTS, NEVER),
    "any-date": strategies.dates().flatmap(forms_of_date),
    "local-date-time": TIMES.flatmap(forms_of_local_time),
    "any-time": strategies.times().map(lambda time: time.isoformat()),
    "any-duration": strategies.integers(0, 10**6).map(lambda minutes: f"PT{minutes}M"),
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


def prepared(schema):
    """The schema without patterns that this language does not read, and with the formats from here."""
    if isinstance(schema, list):
        return [prepared(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {
        key: value if key in ("const", "enum") else prepared(value)
        for key, value in schema.items()
    }
    name = kept.get("format")
    if isinstance(name, str):
        kept["format"] = RENAMED.get(name, name)
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
        found.setdefault(json.dumps(instance, ensure_ascii=False), instance)

    keep()
    return list(found.values())


def written(instance, is_odd):
    """An instance in the usual forms, or with each of its values in another form."""
    if isinstance(instance, list):
        return [written(part, is_odd) for part in instance]
    if isinstance(instance, dict):
        return {name: written(part, is_odd) for name, part in instance.items()}
    if isinstance(instance, str):
        parts = instance.split(MARK)
        # The mark may be in a string by itself: the tool takes texts of this file for examples.
        return parts[2 if is_odd else 1] if len(parts) == 3 else instance
    if type(instance) is int and is_odd and abs(instance) < EXACT:
        return float(instance)
    return instance


def has_alternatives(schema):
    """Whether a part of a schema is one of several: another form may be of another alternative."""
    if isinstance(schema, list):
        return any(has_alternatives(part) for part in schema)
    if not isinstance(schema, dict):
        return False
    return "anyOf" in schema or any(has_alternatives(part) for part in schema.values())


def case(instance, is_odd):
    """An instance as it is handed on."""
    text, expected = (written(instance, form) for form in (is_odd, False))
    return {"text": dumped(text), "expected": dumped(expected), "left_out": None}


def dumped(instance):
    """The JSON of an instance."""
    return json.dumps(instance, ensure_ascii=False)


def left_out(schema, instance):
    """The instance with a value that does not fit the first property which may be without one."""
    if not isinstance(instance, dict) or "anyOf" in schema:
        return []
    instance = written(instance, False)
    for name, part in schema.get("properties", {}).items():
        is_plain = isinstance(part, dict) and part.get("type") in PLAIN and "const" not in part
        if is_plain and instance.get(name) is not None and name not in schema.get("required", []):
            text = {**instance, name: {"odd": [True]}}
            expected = {key: value for key, value in instance.items() if key != name}
            return [{"text": dumped(text), "expected": dumped(expected), "left_out": name}]
    return []


def make(task):
    """Instances of one schema: with all properties, and as they come."""
    entry, count = task
    instances, problems = [], []
    schema = prepared(entry["schema"])
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
    is_regular = not has_alternatives(schema)
    kept = [case(one, is_regular and index % 2 == 1) for index, one in enumerate(instances)]
    for instance in instances[:1]:
        kept += left_out(schema, instance)
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
