"""Renders component files from resources with marshmallow and PyYAML and hashes them, nothing remembered in between.

Reads one JSON question a line: {"load": name, "components": [...]} or {"render": name, "times": n}. Says what the CPU
time of this process was.
"""

import hashlib
import json
import sys
import time

import yaml

import schemas

KINDS = {
    "KasprAgent": ("agent", "agents", schemas.Agent),
    "KasprWebView": ("webview", "webviews", schemas.WebView),
    "KasprTable": ("table", "tables", schemas.Table),
}


def render(component):
    """Text of a component's file, and its ConfigMap hashed twice: for the annotation, and for the app's pods."""
    suffix, key, shape = KINDS[component["kind"]]
    metadata = component["metadata"]
    spec = shape().load({**component["spec"], "name": metadata["name"]})
    text = yaml.dump(schemas.File().dump({key: [spec]}), default_flow_style=False)
    name = f"{metadata['name']}-{suffix}"
    config_map = {
        "api_version": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": name, "namespace": metadata["namespace"], "labels": metadata["labels"], "annotations": {}},
        "data": {f"{name}.yaml": text},
    }
    annotation = digest(config_map)
    config_map["metadata"].pop("annotations")
    return text, annotation, digest(config_map)


def digest(value):
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]


def answer(question, loaded):
    if "load" in question:
        loaded[question["load"]] = question["components"]
        return {}
    components = loaded[question["render"]]
    started = time.process_time()
    for _ in range(question["times"]):
        files = [render(component) for component in components]
    seconds = time.process_time() - started
    texts = "".join(text for text, *_ in files)
    return {"seconds": seconds, "characters": len(texts), "digest": hashlib.sha256(texts.encode()).hexdigest()}


def main():
    loaded = {}
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line), loaded)), flush=True)


main()
