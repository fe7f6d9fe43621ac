#!/usr/bin/env python3
"""Calls every operation of the API with what nobody thought of, as four people.

    tests/with-postgres.sh tests/api/fuzz.py [--cases N] [--seed N] [--seconds N]

Starts the real server (JOBGATE_TEST_BIN) on a database of its own and lets Schemathesis make
requests of the OpenAPI description: right ones, nearly right ones and wrong ones. No answer
may be a 5xx; each must have the status, the headers, the type and the form that the
description promises. `--cases` is the least number of requests in all.

What the time was too short for is called afterwards; a run in which somebody did not call some
operation fails.
"""

import argparse
import json
import os
import pathlib
import re
import secrets
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TOOL = ROOT / ".cache/schemathesis/bin/schemathesis"

# `jobgate demo` makes them.
PEOPLE = {
    "candidate": ("yasmine@candidats.example", "yasmine-parle-2026"),
    "recruiter": ("recruteuse@atlas.example", "atlas-recrute-2026"),
    "company_admin": ("direction@atlas.example", "atlas-dirige-2026"),
    "platform_admin": ("admin@jobgate.example", "jobgate-veille-2026"),
}

CHECKS = ",".join(
    [
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
    ]
)

# It goes on for ten minutes, and says one word (tested in src/platform/tests/it).
STREAM = "/api/notifications/stream/"

# What the fuzzer calls is random; what it is told about a run must not be.
ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": "/nonexistent"}


def database():
    """A database of its own on the cluster of tests/with-postgres.sh."""
    cluster = os.environ["JOBGATE_TEST_PG"]
    name = f"fuzz_{secrets.token_hex(6)}"
    subprocess.run(["psql", "-q", cluster, "-c", f"CREATE DATABASE {name}"], check=True)
    return re.sub(r"/[^/?]+(\?|$)", rf"/{name}\1", cluster)


class Server:
    def __init__(self, folder):
        self.log = open(folder / "server.log", "w+")
        (folder / "web").mkdir()
        (folder / "web/index.html").write_text("<!doctype html>")
        settings = {
            "PORT": "0",
            "JOBGATE_MEDIA_PORT": "0",
            "DATABASE_URL": database(),
            "JOBGATE_DATA_DIR": str(folder),
            "JOBGATE_WEB_DIR": str(folder / "web"),
            "JOBGATE_MODELS_DIR": str(ROOT / ".cache/models"),
            "JOBGATE_LOG": "info",
            # The limits have tests of their own; here they would hide the rest. Log-ins of
            # ours come from addresses of their own, see `log_in`.
            "JOBGATE_REQUESTS_PER_MINUTE": "0",
            "JOBGATE_TRUSTED_PROXIES": "127.0.0.1",
        }
        self.process = subprocess.Popen(
            [os.environ["JOBGATE_TEST_BIN"], "serve", "--demo"],
            env=ENVIRONMENT | settings,
            stdout=self.log,
            stderr=self.log,
        )
        for _ in range(600):
            found = re.search(r"JOBGATE Video Studio: (\S+?)/?\s", self.text())
            if found:
                self.base = found[1]
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        sys.exit(f"the server did not start:\n{self.text()}")

    def text(self):
        return pathlib.Path(self.log.name).read_text()

    def stop(self):
        self.process.terminate()
        self.process.wait(60)


def call(base, method, path, token=None, body=None):
    request = urllib.request.Request(base + path, method=method)
    request.add_header("Accept-Language", "en")
    request.add_header("X-Forwarded-For", f"10.1.{secrets.randbelow(256)}.{secrets.randbelow(256)}")
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    data = None
    if body is not None:
        request.add_header("Content-Type", "application/json")
        data = json.dumps(body).encode()
    with urllib.request.urlopen(request, data) as answer:
        return json.load(answer)


def log_in(base, email, password):
    answer = call(base, "POST", "/api/auth/login/", body={"email": email, "password": password})
    return answer["access_token"]


def listed(base, token, path):
    """The ids in a list, none of one that this person may not read."""
    try:
        page = call(base, "GET", f"{path}?limit=100", token)
    except urllib.error.HTTPError as refused:
        if refused.code != 403:
            raise
        return []
    return [row["id"] for row in page["results"]]


def known_ids(base, token):
    """Ids that exist, by the words of the path that they stand behind."""
    videos = call(base, "GET", "/api/videos/?limit=100", token)["results"]
    return {
        "videos": [video["id"] for video in videos],
        "takes": [take["id"] for video in videos for take in video["takes"] or []],
        "profiles": listed(base, token, "/api/candidate/profiles/"),
        "offers": listed(base, token, "/api/offers/"),
        "applications": listed(base, token, "/api/applications/"),
        "notifications": listed(base, token, "/api/notifications/notifications/"),
        "jobs": listed(base, token, "/api/admin/jobs/"),
        "mails": listed(base, token, "/api/admin/mails/"),
        "events": listed(base, token, "/api/admin/events/"),
    }


def plant(base):
    """What the demo has not: an offer, who applied to it, and somebody who was written to."""
    recruiter, candidate, admin = (
        log_in(base, *PEOPLE[person]) for person in ("recruiter", "candidate", "platform_admin")
    )
    for title in ("Développement web", "Comptabilité"):
        offer = call(base, "POST", "/api/offers/", recruiter, {"title": title})
        path = f"/api/offers/{offer['id']}/"
        opened = {"description": "À Casablanca.", "status": "open"}
        call(base, "PUT", path, recruiter, opened)
        call(base, "POST", f"{path}apply/", candidate, {"message": "Bonjour"})
    everybody = call(base, "GET", "/api/admin/users/?limit=100", admin)["results"]
    note = {"user_ids": [person["id"] for person in everybody], "title": "t", "message": "m"}
    for _ in range(2):
        call(base, "POST", "/api/notifications/create/", admin, note)
    for number in range(6):
        call(base, "POST", "/api/videos/", candidate, {"title": f"fuzz {number}"})
    for kind in ("record", "analyse"):
        text = call(base, "GET", f"/api/consents/texts/{kind}/", candidate)
        agreed = {"kind": kind, "version": text["version"], "language": "fr"}
        call(base, "POST", "/api/consents/", candidate, agreed)


def operations(base):
    """Of the description, without what the fuzzer leaves out."""
    paths = call(base, "GET", "/api/schema/")["paths"]
    return {
        f"{method.upper()} {path}"
        for path, item in paths.items()
        for method in item.keys() & {"get", "put", "post", "delete", "patch"}
        if path != STREAM
    }


def fuzz(server, person, arguments):
    email, password = PEOPLE[person]
    ids = known_ids(server.base, log_in(server.base, email, password))
    called = server_folder / f"{person}.called"
    called.touch()
    given = {"base": server.base, "email": email, "password": password, "ids": ids}
    environment = os.environ | {
        "SCHEMATHESIS_HOOKS": str(HERE / "hooks.py"),
        "JOBGATE_FUZZ": json.dumps(given | {"called": str(called)}),
        # Which ids are put in goes by hashes of texts; one seed makes the same choice.
        "PYTHONHASHSEED": "0",
    }
    command = [TOOL, "run", f"{server.base}/api/schema/", "--checks", CHECKS]
    # One worker: two threads at once stop Python 3.11 with "AST constructor recursion depth".
    command += ["--workers", "1", "--seed", str(arguments.seed)]
    command += ["--max-examples", str(arguments.examples)]
    command += ["--continue-on-failure", "--suppress-health-check", "all", "--warnings", "off"]
    command += ["--request-timeout", "60", "--no-color"]

    def run(more):
        ran = subprocess.run(command + more, env=environment, capture_output=True, text=True)
        if ran.returncode != 0:
            print(ran.stdout[-60_000:], ran.stderr[-4_000:])
        return ran.returncode == 0, cases_of(ran.stdout)

    def missing():
        return sorted(wanted - set(called.read_text().splitlines()))

    wanted = operations(server.base)
    started = time.monotonic()
    phases = ["--exclude-path", STREAM, "--phases", "examples,coverage,fuzzing"]
    limit = ["--max-time", str(arguments.seconds)] if arguments.seconds else []
    good, cases = run(phases + limit)
    if late := missing():
        print(f"  not called in time: {len(late)} operations", flush=True)
        named = [word for operation in late for word in ("--include-name", operation)]
        fine, more = run(named + ["--phases", "fuzzing"])
        good, cases = good and fine, cases + more
    print(
        f"▸ as {person.replace('_', ' ')}: {cases} requests of {len(wanted)} operations"
        f" in {time.monotonic() - started:.0f} s; ids of "
        + ", ".join(f"{len(found)} {word}" for word, found in ids.items() if found),
        flush=True,
    )
    if never := missing():
        print("  never called: " + ", ".join(never), flush=True)
    return good and not never, cases


def cases_of(text):
    """How many requests were made, as the summary says."""
    return sum(int(number) for number in re.findall(r"(\d+) generated", text))


def main():
    global server_folder
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=0)
    parser.add_argument("--examples", type=int, default=10, help="a fuzzed operation and person")
    parser.add_argument("--seconds", type=int, help="a person, for the random calls")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(2**31))
    parser.add_argument("--as", dest="people", nargs="*", default=list(PEOPLE))
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}", flush=True)
    good, cases = True, 0
    with tempfile.TemporaryDirectory() as folder:
        server_folder = pathlib.Path(folder)
        server = Server(server_folder)
        try:
            plant(server.base)
            for person in arguments.people:
                fine, made = fuzz(server, person, arguments)
                good, cases = good and fine, cases + made
        finally:
            server.stop()
        errors = [line for line in server.text().splitlines() if " ERROR " in line]
        if errors:
            print("the server logged:\n" + "\n".join(errors[:40]))
            good = False
    print(f"{cases} requests")
    if cases < arguments.cases:
        sys.exit(f"fewer than {arguments.cases} requests were made")
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
