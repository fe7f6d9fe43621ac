"""What Schemathesis is told about this API: who calls, and ids that exist."""

import json
import os
import secrets
import sys

sys.path.insert(0, os.path.dirname(__file__))

import schemathesis
from fuzz import log_in

GIVEN = json.loads(os.environ["JOBGATE_FUZZ"])


@schemathesis.auth(refresh_interval=240)
class Person:
    """Logged in anew before the access token is over, or when a request ended the session."""

    def get(self, case, context):
        return log_in(GIVEN["base"], GIVEN["email"], GIVEN["password"])

    def set(self, case, data, context):
        case.headers["Authorization"] = f"Bearer {data}"
        # Each request from another address: tries at the log-in are counted by address.
        case.headers["X-Forwarded-For"] = f"10.2.{secrets.randbelow(256)}.{secrets.randbelow(256)}"


SEEN = set()


@schemathesis.hook
def after_call(context, case, response):
    """Writes down which operations were called; one with another method is none of them."""
    label = f"{case.operation.method.upper()} {case.operation.path}"
    if case.method.upper() == case.operation.method.upper() and label not in SEEN:
        SEEN.add(label)
        with open(GIVEN["called"], "a") as called:
            called.write(f"{label}\n")


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    """Random ids name nothing: every other request asks for something that is there."""
    path = context.operation.path
    for word, ids in GIVEN["ids"].items():
        given = path_parameters.get("id") if path_parameters else None
        if f"/{word}/{{id}}/" in path and ids and given is not None and hash(str(given)) % 2:
            path_parameters["id"] = ids[hash(str(given)) % len(ids)]
    if path_parameters and "kind" in path_parameters and hash(str(path_parameters["kind"])) % 2:
        path_parameters["kind"] = "record"
    return path_parameters
