"""Keys of the server, each derived from the one secret for one purpose (src/platform/keys.rs)."""

import hashlib
import hmac
from base64 import urlsafe_b64encode


def mac(key, message):
    return hmac.digest(key, message, hashlib.sha256)


def derive(secret, purpose):
    return mac(secret.encode(), purpose.encode())


def base64url(data):
    return urlsafe_b64encode(data).rstrip(b"=").decode()
