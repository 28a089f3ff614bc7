#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The JSON Schema says what the importer does, no more and no less.

    check-schema.py BUNDLE-CHECK

Makes, from the schema of each type, a document with every field filled in, and from it one document for each thing that
can be wrong or just be allowed; a JSON Schema checker that is not ours and kt_bundle_parse() must agree on each. Speaks
TAP, a line a type.
"""

import copy
import json
import subprocess
import sys

import jsonschema

VALUES = ["", "text", "note:1", "2026", "2026-02-28T10:30", "2026-13", "a b:c", 0, -7, 2**63, 1.5, True, None, [], ["x"],
          ["note:1"], ["note:1", "note:2"], [""], [1], [None], {}, {"a": 1}]

NO_FIELDS = ("_id", "type", "family", "_doubts")


def kinds(schema):
    """The one or more schemas a field allows."""
    return schema.get("anyOf", [schema])


def fitting(schema):
    """A value that is right for a field."""
    first = kinds(schema)[0]
    if "enum" in first:
        return first["enum"][0]
    if first["type"] == "array":
        return ["note:1"]
    if first["type"] != "string":
        return {"integer": 3, "boolean": True}[first["type"]]
    pattern = first.get("pattern", "")
    return "2026-02-28" if pattern.startswith("^[0-9]") else "note:1"


def whole_document(name, schema):
    doc = {key: fitting(field) for key, field in schema["properties"].items()
           if key not in NO_FIELDS}
    return {"_id": name + ":1", "type": name, **doc, **({} if name == "family" else {"family": "family:1"})}


def variants(doc, schema):
    yield doc
    yield {**doc, "colour": "red"}
    yield {**doc, "_doubts": [{"id": "note:1", "dot": "a:1", "verdict": "changed"}]}
    for key in ("_id", "type", "family"):
        yield {k: v for k, v in doc.items() if k != key}
        yield {**doc, key: 5}
        yield {**doc, key: "Noor"}
    for key, field in schema["properties"].items():
        yield {k: v for k, v in doc.items() if k != key}
        if key in NO_FIELDS:
            continue
        for value in VALUES + [choice for kind in kinds(field) for choice in kind.get("enum", [])]:
            yield {**doc, key: value}


class Importer:
    def __init__(self, program):
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)

    def verdict(self, bundle):
        self.process.stdin.write(json.dumps(bundle) + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()


def disagreements(name, schemas, checker, importer):
    schema = schemas["types"][name]
    jsonschema.Draft202012Validator.check_schema(schema)
    alone = jsonschema.Draft202012Validator(schema)
    counted = {True: 0, False: 0}
    for doc in variants(whole_document(name, schema), schema):
        bundle = {"docs": [copy.deepcopy(doc)]}
        ours = importer.verdict(bundle)
        theirs = checker.is_valid(bundle)
        counted[theirs] += 1
        if (ours == "ok") != theirs:
            yield f"{json.dumps(doc)}: schema {theirs}, importer {ours}"
        if doc.get("type") == name and alone.is_valid(doc) != theirs:
            yield f"{json.dumps(doc)}: alone {not theirs}, in a bundle {theirs}"
    if min(counted.values()) < 5:
        yield f"only {counted} documents tried"


def main():
    schemas = json.loads(subprocess.run([sys.argv[1], "schema"], check=True, capture_output=True, text=True).stdout)
    jsonschema.Draft202012Validator.check_schema(schemas["bundle"])
    checker, importer, wrong = jsonschema.Draft202012Validator(schemas["bundle"]), Importer(sys.argv[1]), 0
    print(f"1..{len(schemas['types']) + 1}")
    for number, name in enumerate(schemas["types"], 1):
        found = list(disagreements(name, schemas, checker, importer))
        for line in found[:5]:
            print("#", line)
        print(f"{'not ok' if found else 'ok'} {number} - {name}")
        wrong += bool(found)
    shapes = [{}, {"docs": {}}, {"docs": [1]}, {"docs": [{}]}, {"docs": []}, {"docs": [], "made": "today"}]
    same = all((importer.verdict(shape) == "ok") == checker.is_valid(shape) for shape in shapes)
    print(f"{'ok' if same else 'not ok'} {len(schemas['types']) + 1} - the bundle itself")
    return 0 if same and not wrong else 1


if __name__ == "__main__":
    sys.exit(main())
