#!/usr/bin/env python3
"""Calls every operation of the API with what nobody thought of, as three people.

    tests/with-postgres.sh tests/api/fuzz.py [--cases N] [--seed N] [--seconds N]

Starts the real server (JOBGATE_TEST_BIN) on a database of its own and lets Schemathesis make
requests of the OpenAPI description: right ones, nearly right ones and wrong ones. No answer
may be a 5xx; each must have the status, the headers, the type and the form that the
description promises. `--cases` is the least number of requests in all.
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
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TOOL = ROOT / ".cache/schemathesis/bin/schemathesis"

# `jobgate demo` makes them.
PEOPLE = {
    "candidate": ("yasmine@candidats.example", "yasmine-parle-2026"),
    "recruiter": ("recruteuse@atlas.example", "atlas-recrute-2026"),
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


def known_ids(base, token):
    """Ids that exist, by the word of the path that they stand behind."""
    videos = call(base, "GET", "/api/videos/?limit=100", token)["results"]
    takes = [take["id"] for video in videos for take in video["takes"] or []]
    profiles = call(base, "GET", "/api/candidate/profiles/", token)["results"]
    return {
        "videos": [video["id"] for video in videos],
        "takes": takes,
        "profiles": [profile["id"] for profile in profiles],
    }


def fuzz(server, person, arguments, examples, seconds):
    email, password = PEOPLE[person]
    token = log_in(server.base, email, password)
    if person == "candidate":
        for number in range(6):
            call(server.base, "POST", "/api/videos/", token, {"title": f"fuzz {number}"})
        for kind in ("record", "analyse"):
            text = call(server.base, "GET", f"/api/consents/texts/{kind}/", token)
            agreed = {"kind": kind, "version": text["version"], "language": "fr"}
            call(server.base, "POST", "/api/consents/", token, agreed)
    report = server_folder / f"{person}.json"
    environment = os.environ | {
        "SCHEMATHESIS_HOOKS": str(HERE / "hooks.py"),
        "JOBGATE_FUZZ": json.dumps(
            {"base": server.base, "email": email, "password": password}
            | {"ids": known_ids(server.base, token)}
        ),
    }
    command = [TOOL, "run", f"{server.base}/api/schema/", "--checks", CHECKS]
    command += ["--workers", "2", "--max-examples", str(examples), "--seed", str(arguments.seed)]
    command += ["--continue-on-failure", "--suppress-health-check", "all", "--warnings", "off"]
    command += ["--phases", "examples,coverage,fuzzing", "--request-timeout", "60"]
    # It goes on for ten minutes, and says one word.
    command += ["--exclude-path", "/api/notifications/stream/"]
    command += ["--report", "json", "--report-json-path", report, "--no-color"]
    if seconds:
        command += ["--max-time", str(seconds)]
    print(f"▸ as {person.replace('_', ' ')}", flush=True)
    started = time.monotonic()
    ran = subprocess.run(command, env=environment, capture_output=True, text=True)
    print(f"  {time.monotonic() - started:.0f} s", flush=True)
    if ran.returncode != 0:
        print(ran.stdout[-60_000:], ran.stderr[-4_000:])
    return ran.returncode == 0, cases_of(ran.stdout)


def cases_of(text):
    """How many requests were made, as the summary says."""
    return sum(int(number) for number in re.findall(r"(\d+) generated", text))


def main():
    global server_folder
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=0)
    parser.add_argument("--examples", type=int, default=10, help="a fuzzed operation and person")
    parser.add_argument("--seconds", type=int, help="a person, at most")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(2**31))
    parser.add_argument("--as", dest="people", nargs="*", default=list(PEOPLE))
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}", flush=True)
    good, cases = True, 0
    with tempfile.TemporaryDirectory() as folder:
        server_folder = pathlib.Path(folder)
        server = Server(server_folder)
        try:
            for person in arguments.people:
                fine, made = fuzz(server, person, arguments, arguments.examples, arguments.seconds)
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
