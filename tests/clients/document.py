"""The API document held against what the server really answers, by an outside validator.

`/openapi.json` must be a valid OpenAPI 3.1 document. Then every operation in it is called: the body that is sent
and the answer that comes must fit their schemas, and an answer must say nothing that its schema does not name. An
operation that is in the document and is not called here fails. Errors must have the form of the schema Error.

    CAIRN=target/debug/cairn target/clients/venv/bin/python3 tests/clients/document.py
"""

import base64
import copy
import http.client
import json
import pathlib
import re
import sys
import tempfile
import time

from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from served import Fault, Server, must

FUNNEL = {"kind": "funnel", "steps": [{"event": "Seen"}, {"event": "Bought"}], "window": "7d"}
SPLIT = {**FUNNEL, "breakdown": {"property": "colour"}, "filters": [{"property": "colour", "op": "is_set"}]}
TREND = {"kind": "trend", "event": "Bought", "interval": "day", "range": {"start": "2026-03-01", "end": "2026-03-04"}}
PERSONS = {"kind": "persons", "of": FUNNEL, "cell": {"step": 1, "outcome": "reached"}, "limit": 1}
COMPARED = [{**SPLIT, "range": TREND["range"], "compare": "previous"},
            {**TREND, "compare": {"start": "2026-02-01", "end": "2026-02-04"}}]
DROP_OFF = {"kind": "drop_off", "of": FUNNEL, "limit": 5,
            "properties": [{"property": "colour"}, {"property": "channel", "of": "session"}]}
OVERVIEW = {"kind": "overview", "range": TREND["range"], "compare": "previous"}
RETENTION = [{"kind": "retention", "return": {"event": "*"}, "range": TREND["range"]},
             {"kind": "retention", "start": {"event": "Seen"}, "return": {"event": "Bought"}, "interval": "week",
              "mode": "rolling", "starts": "any", "periods": 2}]
COHORT = {"kind": "persons", "of": RETENTION[1], "cell": {"cohort": "2026-03-02", "period": 0, "outcome": "not_returned"}}
FLOW = [{"kind": "flow", "anchor": {"event": "Seen"}, "range": TREND["range"]},
        {"kind": "flow", "anchor": {"event": "Bought"}, "direction": "before", "count": "persons", "window": "7d",
         "columns": 2, "rows": 1, "repeats": "kept", "by": {"property": "colour", "events": ["Seen"]},
         "clean": {"hide": ["Left"], "merge": [{"as": "Looked", "names": ["Seen"]}]}}]
PATHS = {"kind": "persons", "of": FLOW[0], "cell": {"column": 0, "outcome": "reached"}}
TIMES = [{**FUNNEL, "kind": "time_to_convert", "range": TREND["range"]},
         {**SPLIT, "kind": "time_to_convert", "entry": "first", "interval": "week"}]
BAR = {"kind": "persons", "of": TIMES[1], "cell": {"outcome": "converted", "from_seconds": 0, "to_seconds": 60}}
TIMELINE = {"kind": "timeline", "person": "ann", "limit": 1, "after": None}
GOAL = {"id": "order", "name": "Order", "class": "macro", "kind": "revenue", "when": {"event": "Bought"},
        "counting": "every", "value": {"event_value": True}}


def closed(document):
    """The document with every object closed: what a schema does not name, an answer must not hold."""
    document = copy.deepcopy(document)
    schemas = document["components"]["schemas"]
    for name, schema in list(schemas.items()):
        # Parts of an `allOf` must stay open for what the other parts name.
        schemas[f"{name}.open"] = copy.deepcopy(schema)

    def close(schema, is_part):
        if isinstance(schema, list):
            for item in schema:
                close(item, is_part)
            return
        if not isinstance(schema, dict):
            return
        if is_part and isinstance(schema.get("$ref"), str):
            schema["$ref"] += ".open"
        names_members = "properties" in schema or "allOf" in schema
        if names_members and not is_part and "additionalProperties" not in schema:
            schema["unevaluatedProperties"] = False
        for key, inner in schema.items():
            if key == "properties":
                for member in inner.values():
                    close(member, False)
            elif key not in ("example", "examples", "default", "const", "enum"):
                close(inner, key == "allOf")

    for name, schema in schemas.items():
        if not name.endswith(".open"):
            close(schema, False)
    return document


class Api:
    def __init__(self, server):
        self.server = server
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        self.document = None
        self.called = set()
        self.headers = {}

    def send(self, method, path, body=None, headers=None, raw=None):
        text = json.dumps(body) if body is not None else raw
        given = {**self.headers, **(headers or {})}
        if text is not None:
            given.setdefault("Content-Type", "application/json")
        self.connection.request(method, path, text, given)
        answer = self.connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read().decode()

    def fits(self, what, value, schema, document):
        validator = Draft202012Validator({**schema, "components": document["components"]})
        faults = sorted(validator.iter_errors(value), key=lambda fault: list(fault.path))
        must(not faults, f"{what}: {faults[0].message if faults else ''} at {list(faults[0].path) if faults else ''}")

    def call(self, method, template, body=None, headers=None, query="", status=None, raw=None, **parameters):
        """Calls an operation as its document says; gives the answer's document, its text, or its headers."""
        operation = self.document["paths"].get(template, {}).get(method.lower())
        must(operation, f"{method} {template} is not in the document")
        self.called.add((method, template))
        path = re.sub(r"\{(\w+)\}", lambda found: str(parameters[found[1]]), template)
        what = f"{method} {path}"
        if body is not None:
            schema = operation["requestBody"]["content"]["application/json"]["schema"]
            self.fits(f"{what}, what was sent", body, schema, self.document)
        known = {(one["in"], one["name"]) for one in operation.get("parameters", [])}
        for name in re.findall(r"[?&](\w+)=", query):
            must(("query", name) in known, f"{what}: the document does not know the parameter {name}")
        for name in headers or {}:
            must(not name.startswith("If-") or ("header", name) in known, f"{what}: the document does not know {name}")
        if raw is not None:
            must("application/octet-stream" in operation["requestBody"]["content"], f"{what} takes no file")
            headers = {**(headers or {}), "Content-Type": "application/octet-stream"}
        got, answered, text = self.send(method, path + query, body, headers, raw)
        wanted = [str(status)] if status else [code for code in operation["responses"] if code.startswith("2")]
        must([str(got)] == wanted, f"{what}: {got}, the document says {wanted}: {text[:300]}")
        must(str(got) in operation["responses"], f"{what}: the document does not know {got}")
        contents = operation["responses"][str(got)].get("content", {})
        tags = "ETag" in operation["responses"][str(got)].get("headers", {})
        must(tags == ("etag" in answered), f"{what}: an ETag is {'not ' * tags}given, the document says otherwise")
        kind = answered.get("content-type", "").split(";")[0]
        if not contents:
            must(text == "", f"{what}: the document knows no content, the answer is {text[:200]!r}")
            return answered
        must(kind in contents, f"{what}: the answer is {kind}, the document says {list(contents)}")
        if kind != "application/json":
            return text
        answer = json.loads(text)
        self.fits(what, answer, contents[kind]["schema"], self.closed)
        return answer

    def fails(self, status, code, method, path, body=None, headers=None):
        """Asks for something that can't be had; the error must be as documented."""
        got, _, text = self.send(method, path, body, headers)
        must(got == status, f"{method} {path}: {got}, not {status}: {text[:300]}")
        error = json.loads(text)
        self.fits(f"{method} {path}, the error", error, {"$ref": "#/components/schemas/Error"}, self.closed)
        must(code in json.dumps(error), f"{method} {path}: the code is not {code}: {text[:300]}")


def message(number, event, **fields):
    return {"type": "track", "event": event, "messageId": f"m-{number}", "anonymousId": f"device-{number % 3}",
            "timestamp": f"2026-03-0{1 + number % 3}T10:00:0{number}Z", **fields}


def collect(api, key):
    basic = {"Authorization": "Basic " + base64.b64encode(f"{key}:".encode()).decode()}
    batch = [message(n, "Seen", properties={"colour": "red", "n": n, "new": True}) for n in range(6)]
    batch += [message(6, "Bought", properties={"revenue": 12.5, "currency": "EUR"}, userId="ann"), {"type": "track"}]
    answer = api.call("POST", "/v1/batch", {"batch": batch}, basic)
    must((answer["accepted"], len(answer["rejected"])) == (7, 1), str(answer))
    one = {"messageId": "k", "userId": "ann", "anonymousId": "device-0"}
    for call, more in {"track": {"event": "Seen"}, "identify": {"traits": {"plan": "pro"}}, "page": {"name": "Home"},
                       "screen": {"name": "Start"}, "group": {"groupId": "team"}, "alias": {"previousId": "old"}}.items():
        answer = api.call("POST", f"/v1/{call}", {**one, "messageId": f"k-{call}", **more}, basic)
        must(answer["accepted"] == 1, f"{call}: {answer}")
    api.fails(400, "unreadable_body", "POST", "/v1/batch", {"no": "batch"}, basic)
    api.fails(401, "unauthorized", "POST", "/v1/batch", {"batch": []})


def ask(api):
    site = {"site": "shop"}
    for question in (FUNNEL, SPLIT, TREND, PERSONS):
        api.call("POST", "/api/v1/sites/{site}/query", question, **site)
    for question in COMPARED:
        must("compare" in api.call("POST", "/api/v1/sites/{site}/query", question, **site), f"{question}: alone")
    drop_off = {**DROP_OFF, "properties": [{"property": "colour"}]}
    for question in (DROP_OFF, drop_off, {"kind": "drop_off", "of": FUNNEL}):
        answer = api.call("POST", "/api/v1/sites/{site}/query", question, **site)
        must(answer["steps"][0]["count"] > 0, str(answer))
        must(all(row["same_as"] == [] for row in answer["rows"] if row["property"] == "colour"), str(answer))
    for question in (OVERVIEW, {"kind": "overview"}):
        answer = api.call("POST", "/api/v1/sites/{site}/query", question, **site)
        must("order" in [goal["goal"] for goal in answer["goals"]], str(answer))
    for question in RETENTION:
        answer = api.call("POST", "/api/v1/sites/{site}/query", question, **site)
        must(any(cohort["size"] > 0 for cohort in answer["cohorts"]), str(answer))
    page = api.call("POST", "/api/v1/sites/{site}/query", COHORT, **site)
    must(page["total"] > 0, str(page))
    for question in FLOW:
        answer = api.call("POST", "/api/v1/sites/{site}/query", question, **site)
        must(answer["columns"][0]["nodes"][0]["name"] == answer["anchor"], str(answer))
    api.call("POST", "/api/v1/sites/{site}/query", PATHS, **site)
    for question in TIMES:
        answer = api.call("POST", "/api/v1/sites/{site}/query", question, **site)
        must(sum(bar["count"] for bar in answer["overall"]["bins"]) == answer["overall"]["converted"], str(answer))
    api.call("POST", "/api/v1/sites/{site}/query", BAR, **site)
    page = api.call("POST", "/api/v1/sites/{site}/query", TIMELINE, **site)
    must(page["person"]["user_ids"] == ["ann"] and page["next"], str(page))
    page = api.call("POST", "/api/v1/sites/{site}/query", {**TIMELINE, "after": page["next"]}, **site)
    must(page["sessions"], str(page))
    csv = api.call("POST", "/api/v1/sites/{site}/query", FUNNEL, {"Accept": "text/csv"}, **site)
    must(isinstance(csv, str) and csv.count("\n") >= 3, f"no CSV: {csv!r}")
    query = "/api/v1/sites/shop/query"
    api.fails(400, "invalid_field", "POST", query, {"kind": "funnel", "steps": []})
    api.fails(422, "too_large", "POST", query, {"kind": "funnel", "steps": 31 * [{"event": "Seen"}]})
    api.fails(404, "unknown_site", "GET", "/api/v1/sites/nowhere")


def sessions(api):
    # A change through a session has this type, also without a body.
    typed = {"Content-Type": "application/json"}
    link = api.call("POST", "/api/v1/sign-in-links", None, typed)["link"]
    api.call("POST", "/api/v1/session", {"token": link.split("#")[1]}, {"Cookie": ""})
    listed = api.call("GET", "/api/v1/sessions")["sessions"]
    must([one["is_own"] for one in listed] == [False, True], str(listed))
    api.call("DELETE", "/api/v1/sessions/{session}", session=listed[0]["id"])
    must(len(api.call("GET", "/api/v1/sessions")["sessions"]) == 1, "a session that was ended is listed")
    api.fails(404, "not_found", "DELETE", f"/api/v1/sessions/{listed[0]['id']}")


def settings(api):
    """Who one is, templates, settings, funnels, the three primary macros. Leaves the goals `order` and `a`, `b`, `c`."""
    site = {"site": "shop"}
    me = api.call("GET", "/api/v1/me")
    must(me["caller"] == "session", str(me))
    models = api.call("GET", "/api/v1/business-models")["business_models"]
    must(len(models) == 6, str(models))
    for name in "abc":
        goal = {**GOAL, "id": name, "when": {"event": name}}
        query = "?demote=a" if name == "c" else ""
        api.call("POST", "/api/v1/sites/{site}/goals", goal, query=query, **site)
    api.fails(409, "conflict", "POST", "/api/v1/sites/shop/goals", {**GOAL, "id": "d"})
    change = {"name": "Shop", "north_star": "order", "business_model": None}
    api.call("PATCH", "/api/v1/sites/{site}", change, {"If-Match": '"1"'}, **site)
    api.fails(409, "conflict", "PATCH", "/api/v1/sites/shop", {"currency": "CHF"})
    kept = {"keep_days": 36525, "by_event": {"Seen": None}}
    would = api.call("POST", "/api/v1/sites/{site}/expiry", {"dry_run": True, "retention": kept}, **site)
    must((would["expired"], would["kept_from_by_event"]) == (0, {"Seen": None}) and would["kept_from"], str(would))
    changed = api.call("PATCH", "/api/v1/sites/{site}", {"retention": kept}, **site)
    must(changed["retention"] == kept, str(changed))
    must(not api.call("POST", "/api/v1/sites/{site}/expiry", {}, **site)["dry_run"], "it was a dry run")
    api.fails(400, "invalid_field", "PATCH", "/api/v1/sites/shop", {"retention": {"keep_days": 0}})
    api.fails(400, "invalid_field", "POST", "/api/v1/sites/shop/expiry", {"retention": kept})
    funnel = {"id": "way", "name": "Way", "steps": [{"event": "Seen"}, {"goal": "order"}]}
    funnels, one = "/api/v1/sites/{site}/funnels", "/api/v1/sites/{site}/funnels/{funnel}"
    api.call("POST", funnels, funnel, **site)
    api.call("GET", funnels, **site)
    tag = api.send("GET", "/api/v1/sites/shop/funnels/way")[1]["etag"]
    api.call("GET", one, None, {"If-None-Match": tag}, status=304, funnel="way", **site)
    api.call("GET", one, funnel="way", **site)
    api.call("PUT", one, {**funnel, "window": "1d"}, {"If-Match": tag}, funnel="way", **site)
    api.call("DELETE", one, funnel="way", **site)
    api.fails(404, "not_found", "GET", "/api/v1/sites/shop/funnels/way")
    seen = {"did": {"event": "Seen"}, "at_least": 2, "range": {"last": "7d"}}
    is_ = {"all": [seen, {"not": {"did": {"goal": "order"}}}, {"person": {"property": "plan", "op": "is_not_set"}}]}
    population = {"id": "hot", "name": "Hot", "is": is_}
    populations, one = "/api/v1/sites/{site}/populations", "/api/v1/sites/{site}/populations/{population}"
    api.call("POST", populations, population, **site)
    api.call("GET", populations, **site)
    api.call("GET", one, population="hot", **site)
    query = "/api/v1/sites/{site}/query"
    api.call("POST", query, {"kind": "population", "population": "hot", "range": {"last": "7d"}}, **site)
    api.call("POST", query, {"kind": "overview", "population": {"is": is_, "as_of": "2026-01-01"}}, **site)
    api.fails(404, "unknown_population", "POST", "/api/v1/sites/shop/query", {"kind": "overview", "population": "hod"})
    tag = api.send("GET", "/api/v1/sites/shop/populations/hot")[1]["etag"]
    api.call("PUT", one, {**population, "is": seen}, {"If-Match": tag}, population="hot", **site)
    api.call("DELETE", one, population="hot", **site)
    api.fails(404, "not_found", "GET", "/api/v1/sites/shop/populations/hot")


def files(api):
    """A file is sent, previewed, imported by a job; another one is taken away."""
    site = {"site": "shop"}
    rows = "user_id,event,timestamp\nfay,Seen,2026-03-01 10:00:00\ngil,Seen,2026-03-01 11:00:00\n,Seen,never\n"
    uploads, one = "/api/v1/sites/{site}/uploads", "/api/v1/sites/{site}/uploads/{upload}"
    upload = api.call("POST", uploads, query="?name=rows.csv", raw=rows, **site)["upload"]
    preview = api.call("POST", one + "/preview", {"mapping": None}, upload=upload, **site)
    must([row["event"] is None for row in preview["rows"]] == [False, False, True], str(preview))
    api.call("POST", one + "/preview", {"format": "csv", "mapping": preview["mapping"]}, upload=upload, **site)
    begun = {"upload": upload, "mapping": preview["mapping_toml"]}
    job = api.call("POST", "/api/v1/sites/{site}/imports", begun, **site)["job"]
    shown = {"state": "reading"}
    while shown["state"] not in ("done", "failed"):
        shown = api.call("GET", "/api/v1/sites/{site}/import-jobs/{job}", job=job, **site)
        time.sleep(0.02)
    must(shown["state"] == "done" and shown["report"]["stored"] == 2, str(shown))
    done = shown["report"]["import"]
    api.call("GET", "/api/v1/sites/{site}/import-jobs", **site)
    rejects = api.call("GET", "/api/v1/sites/{site}/imports/{import}/rejects", **{"import": done}, **site)
    must(rejects.count("\n") == 2, rejects)
    upload = api.call("POST", uploads, query="?name=rows.csv", raw=rows + 300000 * "fay,Seen,2026-03-01 10:00:00\n", **site)["upload"]
    job = api.call("POST", "/api/v1/sites/{site}/imports", {"upload": upload}, **site)["job"]
    api.call("DELETE", "/api/v1/sites/{site}/import-jobs/{job}", job=job, **site)
    while api.call("GET", "/api/v1/sites/{site}/import-jobs/{job}", job=job, **site)["state"] != "failed":
        time.sleep(0.02)
    api.call("DELETE", one, upload=upload, **site)
    api.call("DELETE", "/api/v1/sites/{site}/imports/{import}", **{"import": done}, **site)


def demo(api):
    """The demo shop is planted by a job; asked for again it is there."""
    shop = {"seed": 2, "until": "2025-12-01"}
    begun = api.call("POST", "/api/v1/demo", shop, status=202)
    api.fails(409, "conflict", "POST", "/api/v1/demo", {})
    shown = {"state": "reading"}
    while shown["state"] not in ("done", "failed"):
        shown = api.call("GET", "/api/v1/sites/{site}/import-jobs/{job}", site=begun["site"], job=begun["job"])
        time.sleep(0.05)
    must(shown["state"] == "done", str(shown))
    again = api.call("POST", "/api/v1/demo", {}, status=200)
    must(again == {"site": "demo", "job": None}, str(again))
    api.fails(409, "conflict", "POST", "/api/v1/demo", {"seed": 3})
    api.fails(400, "invalid_field", "POST", "/api/v1/demo", {"until": "9000-01-01"})


def walk(api, server):
    site = {"site": "shop"}
    for probe in ("/healthz", "/readyz", "/metrics"):
        api.call("GET", probe)
    api.call("GET", "/openapi.json")
    api.call("POST", "/api/v1/sites", {"id": "shop", "timezone": "Europe/Berlin"})
    key = api.call("POST", "/api/v1/sites/{site}/keys", {"kind": "write", "name": "Shop"}, **site)
    collect(api, key["key"])
    secret = {"kind": "secret", "scopes": ["read", "manage", "append"]}
    secret = api.call("POST", "/api/v1/sites/{site}/keys", secret, **site)
    api.call("GET", "/api/v1/sites/{site}/keys", **site)
    api.call("POST", "/api/v1/sites/{site}/goals", GOAL, **site)
    goal = "/api/v1/sites/{site}/goals/{goal}"
    renamed = {**GOAL, "name": "Orders"}
    api.call("PUT", goal, renamed, {"If-Match": '"1"'}, goal="order", **site)
    api.fails(412, "outdated", "PUT", "/api/v1/sites/shop/goals/order", renamed, {"If-Match": '"1"'})
    api.call("GET", goal, goal="order", **site)
    api.call("GET", goal, None, {"If-None-Match": '"2"'}, status=304, goal="order", **site)
    api.call("GET", "/api/v1/sites/{site}/goals", **site)
    api.fails(409, "conflict", "POST", "/api/v1/sites/shop/goals", GOAL)
    settings(api)
    ask(api)
    sites = api.call("GET", "/api/v1/sites")
    must([one["id"] for one in sites["sites"]] == ["shop"], str(sites))
    shown = api.call("GET", "/api/v1/sites/{site}", **site)
    law = {"received": 15, "stored": 13, "duplicates": 0, "dead_lettered": 2, "suppressed": 0}
    must(shown["totals"] == law, f"the totals are {shown['totals']}, not {law}")
    letters = api.call("GET", "/api/v1/sites/{site}/dead-letters", query="?limit=1", **site)
    must(letters["total"] == 2 and letters["next"], str(letters))
    page = f"?limit=1&before={letters['next']}"
    letters = api.call("GET", "/api/v1/sites/{site}/dead-letters", query=page, **site)
    must(len(letters["dead_letters"]) == 1 and letters["next"] is None, str(letters))
    pulse = api.call("GET", "/api/v1/sites/{site}/pulse", **site)
    must((len(pulse["minutes"]), len(pulse["recent"]), pulse["dead_letters_last_hour"]) == (30, 13, 2), str(pulse))
    listed = api.call("GET", "/api/v1/sites/{site}/properties", query="?event=Seen", **site)["properties"]
    colour = {"property": "colour", "kind": "string", "events": 6, "values": [{"value": "red", "events": 6}]}
    must(colour in listed, str(listed))
    must(len(api.call("GET", "/api/v1/sites/{site}/properties", **site)["properties"]) > len(listed), "no more in all")
    person = api.call("GET", "/api/v1/sites/{site}/persons/{id}", id="ann", **site)
    must(person["user_ids"] == ["ann"] and len(person["key"]) == 32, str(person))
    file = server.data.parent / "events.csv"
    file.write_text("user_id,event,timestamp\neve,Seen,2026-03-01 10:00:00\n")
    server.command("import", "events", file, "--site", "shop")
    imports = api.call("GET", "/api/v1/sites/{site}/imports", **site)["imports"]
    must(len(imports) == 1, str(imports))
    pulse = api.call("GET", "/api/v1/sites/{site}/pulse", **site)
    must((pulse["recent"][0]["import_id"], pulse["recent"][0]["events"]) == (imports[0]["id"], 1), str(pulse))
    api.call("DELETE", "/api/v1/sites/{site}/imports/{import}", **{"import": imports[0]["id"]}, **site)
    files(api)
    demo(api)
    stored = api.call("GET", "/api/v1/storage")
    must({one["site"] for one in stored["sites"]} == {"shop", "demo"}, str(stored))
    ledger(api, secret["key"])
    erase(api)
    api.call("DELETE", "/api/v1/sites/{site}/keys/{key}", key=secret["id"], **site)
    bearer = {"Authorization": f"Bearer {secret['key']}", "Cookie": ""}
    api.fails(401, "unauthorized", "GET", "/api/v1/sites/shop", headers=bearer)
    sessions(api)
    api.call("DELETE", "/api/v1/session")
    api.fails(401, "unauthorized", "GET", "/api/v1/sites")


def ledger(api, key):
    """A fact goes into the ledger, by a secret key alone."""
    basic = {"Authorization": "Basic " + base64.b64encode(f"{key}:".encode()).decode(), "Cookie": ""}
    fact = {"fact": "paid", "entityKind": "order", "entityId": "o-9", "messageId": "f-1", "userId": "ann",
            "properties": {"value": 12.5, "currency": "EUR"}}
    must(api.call("POST", "/v1/fact", fact, basic)["accepted"] == 1, "the fact")
    listed = api.call("GET", "/api/v1/sites/{site}/ledger", site="shop")
    must([entry["id"] for entry in listed["entities"]] == ["o-9"], str(listed))
    shown = api.call("GET", "/api/v1/sites/{site}/ledger/{kind}/{id}", site="shop", kind="order", id="o-9")
    must(shown["paid"] == [{"minor": 1250, "currency": "EUR"}] and len(shown["history"]) == 1, str(shown))
    api.fails(404, "not_found", "GET", "/api/v1/sites/shop/ledger/order/none")
    api.fails(400, "invalid_field", "GET", "/api/v1/sites/shop/ledger/parcel/none")


def erase(api):
    """A person is taken along and erased: as many events go as were taken, and then nobody is known by the name."""
    ann = {"site": "shop", "id": "ann"}
    person = "/api/v1/sites/{site}/persons/{id}"
    taken = api.call("GET", f"{person}/export", **ann)
    ids = {"ann"} | {device["anonymous_id"] for device in taken["person"]["devices"]}
    named = [event for event in taken["events"] if {event.get("user_id"), event.get("anonymous_id")} & ids]
    must(taken["events"] and named == taken["events"], str(taken))
    facts = sum(len(entity["history"]) for entity in taken["ledger"])
    must(facts == 1, str(taken["ledger"]))
    preview = api.call("GET", f"{person}/erasure", **ann)
    must(preview["person"] and preview["events"] == len(taken["events"]) + facts, str(preview))
    erasure = api.call("DELETE", person, **ann)["erasure"]
    must(erasure["events"] == len(taken["events"]) + facts and erasure["ended_at"], str(erasure))
    must(api.call("GET", "/api/v1/sites/{site}/erasures", site="shop")["erasures"] == [erasure], str(erasure))
    api.fails(404, "not_found", "GET", "/api/v1/sites/shop/persons/ann")
    api.fails(404, "not_found", "DELETE", "/api/v1/sites/shop/persons/ann")
    api.fails(404, "not_found", "GET", "/api/v1/sites/shop/persons/ann/export")


def check(server, folder):
    server.start()
    api = Api(server)
    api.document = json.loads(api.send("GET", "/openapi.json")[2])
    validate(api.document)
    api.closed = closed(api.document)
    link = re.search(r"/sign-in#(\S+)", (folder / "server.log").read_text())
    must(link, "the server printed no sign-in link")
    origin = {"Origin": f"http://127.0.0.1:{server.port}"}
    cookie = api.call("POST", "/api/v1/session", {"token": link[1]}, origin)["set-cookie"]
    name = api.document["components"]["securitySchemes"]["session"]["name"]
    must(cookie.startswith(f"{name}="), f"the document names the cookie {name}: {cookie}")
    api.headers = {**origin, "Cookie": cookie.split(";")[0]}
    walk(api, server)
    operations = {
        (method.upper(), path)
        for path, operations in api.document["paths"].items()
        for method in operations
        if method != "parameters"
    }
    must(operations == api.called, f"never called: {sorted(operations - api.called)}")
    server.stop()
    return len(operations)


def main():
    with tempfile.TemporaryDirectory(prefix="cairn-document-") as name:
        server = Server(pathlib.Path(name))
        try:
            print(f"ok   {check(server, pathlib.Path(name))} operations answer as the API document says")
            return 0
        except Fault as fault:
            print(f"FAIL {fault}")
            return 1
        finally:
            if server.process and server.process.poll() is None:
                server.kill()


sys.exit(main())
