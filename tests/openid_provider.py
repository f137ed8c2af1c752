"""An identity provider for tests: OpenID Connect over real HTTP, in a process of its own.

python -m tests.openid_provider prints its address. What it says of the person, and what it does
wrong, a test tells it with POST /persona: {"claims": {…}, "userinfo": {…}, "wrong": "nonce"}.
"""

import base64
import hashlib
import json
import secrets
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, CLIENT_SECRET, KEY_ID = "portal", "a secret of portal and provider, long enough", "key"
# What a provider can get wrong, or somebody in between: claims of the token that are not right.
WRONG_CLAIMS = {
    "nonce": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "audience": {"aud": "another"},
    "audiences": {"aud": [CLIENT, "another"], "azp": "another"},
    "issuer": {"iss": "https://evil.example"},
    "expired": {"exp": 1},
    "endless": {"exp": None},
    "not yet": {"nbf": 99_999_999_999},
}


class Provider:
    def __init__(self, address):
        self.address = address
        self.key, self.other_key = (rsa.generate_private_key(65537, 2048) for _ in range(2))
        self.persona, self.codes, self.tokens = {}, {}, {}

    def discovery(self):
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "userinfo_endpoint": f"{self.address}/userinfo",
            "jwks_uri": f"{self.address}/jwks",
        }

    def jwks(self):
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return {"keys": [{**public, "kid": KEY_ID, "alg": "RS256", "use": "sig"}]}

    def authorize(self, query):
        """Signs the person in at once; gives the address to go back to."""
        assert query["client_id"] == CLIENT
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe()
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, form):
        asked = self.codes.pop(form["code"])  # once
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        assert challenge == asked["code_challenge"]
        assert form["redirect_uri"] == asked["redirect_uri"]
        assert (form["client_id"], form["client_secret"]) == (CLIENT, CLIENT_SECRET)
        access = secrets.token_urlsafe()
        self.tokens[access] = True
        return {
            "token_type": "Bearer",
            "access_token": access,
            "id_token": self.signed(asked["nonce"]),
        }

    def signed(self, nonce):
        wrong = self.persona.get("wrong")
        claims = {
            "iss": self.address,
            "aud": CLIENT,
            "sub": "1",
            "iat": int(time.time()),
            "exp": int(time.time()) + 60,
            "nonce": nonce,
            **self.persona.get("claims", {}),
            **WRONG_CLAIMS.get(wrong, {}),
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        header = {"kid": "unknown" if wrong == "key" else KEY_ID}
        if wrong == "algorithm":
            return jwt.encode(claims, CLIENT_SECRET, "HS256", header)
        if wrong == "unsigned":
            return jwt.encode(claims, None, "none", header)
        key = self.other_key if wrong == "signature" else self.key
        return "rubbish" if wrong == "token" else jwt.encode(claims, key, "RS256", header)

    def userinfo(self, authorization):
        assert self.tokens.pop(authorization.removeprefix("Bearer "))
        other = {"sub": "2"} if self.persona.get("wrong") == "person" else {}
        return {"sub": "1", **self.persona.get("userinfo", {}), **other}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        url, provider = urlsplit(self.path), self.server.provider
        if url.path == "/authorize":
            self.send_response(302)
            self.send_header("Location", provider.authorize(dict(parse_qsl(url.query))))
            self.end_headers()
        elif url.path == "/.well-known/openid-configuration":
            self.answer(provider.discovery())
        elif url.path == "/jwks":
            self.answer(provider.jwks())
        elif url.path == "/userinfo":
            self.answer(provider.userinfo(self.headers["Authorization"]))

    def do_POST(self):
        body, provider = self.rfile.read(int(self.headers["Content-Length"])), self.server.provider
        if self.path == "/persona":
            provider.persona = json.loads(body)
            self.answer({})
        elif provider.persona.get("wrong") == "answer":
            self.send_error(500)
        else:
            form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
            self.answer(provider.token(form))

    def answer(self, value):
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Says nothing."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.provider = Provider(f"http://127.0.0.1:{server.server_port}")
    print(server.provider.address, flush=True)  # noqa: T201
    server.serve_forever()
