"""The judge Authlib: a relying party that many services on Python are built with. It logs in, checks id tokens against
our published keys by its own rules, and must refuse every token somebody has changed."""

import base64
import json

import requests
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet

from desk import found, must, refused, settings, walk

discovery = requests.get(settings["issuer"] + "/.well-known/openid-configuration", timeout=10).json()
must(discovery["issuer"] == settings["issuer"], "the issuer is the one asked")
keys = KeySet.import_key_set(requests.get(discovery["jwks_uri"], timeout=10).json())
found("discovery and keys")


def session(who, method, secret=None):
    made = OAuth2Session(
        who["id"],
        secret or who["secret"],
        scope="openid",
        redirect_uri=settings["callback"],
        code_challenge_method="S256",
        token_endpoint_auth_method=method,
    )
    if method == "private_key_jwt":
        made.register_client_auth_method(PrivateKeyJWT(discovery["token_endpoint"], alg="ES256"))
    return made


def log_in(who, method, secret=None):
    """The answer of the token endpoint, after a login."""
    client = session(who, method, secret)
    verifier = "v" * 64
    nonce = "n-0S6_WzA2Mj-" + method
    url, state = client.create_authorization_url(
        discovery["authorization_endpoint"], code_verifier=verifier, nonce=nonce
    )
    there = walk(url)
    token = client.fetch_token(
        discovery["token_endpoint"], authorization_response=there, state=state, code_verifier=verifier
    )
    return client, token, nonce


def read_id_token(text, who, nonce, algorithm):
    """The claims, or an error: signature by our keys, then every rule Authlib knows for id tokens."""
    read = jwt.decode(text, keys, algorithms=[algorithm])
    claims = CodeIDToken(
        read.claims,
        read.header,
        options={
            "iss": {"essential": True, "value": settings["issuer"]},
            "aud": {"essential": True, "value": who["id"]},
        },
        params={"nonce": nonce, "client_id": who["id"], "access_token": token_beside},
    )
    claims.validate(leeway=5)
    return claims


for name, method in (("plain", "client_secret_basic"), ("posting", "client_secret_post")):
    who = settings[name]
    client, token, nonce = log_in(who, method)
    token_beside = token["access_token"]
    claims = read_id_token(token["id_token"], who, nonce, who["algorithm"])
    must(claims["spec_ver"] == "OIDC.3.0-UNILOGIN" and claims["uniid"], "the national claims are there")
    found(f"{method}, {who['algorithm']}: the id token holds, at_hash and nonce included")

keyed = settings["keyed"]
private = {name: value for name, value in keyed["key"].items() if name != "use"}
_, by_key, nonce = log_in(keyed, "private_key_jwt", ECKey.import_key(private))
must(by_key["access_token"], "tokens")
found("private_key_jwt, ES256")


def coded(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


who = settings["plain"]
client, token, nonce = log_in(who, "client_secret_basic")
token_beside = token["access_token"]
head, body, signature = token["id_token"].split(".")
claims = json.loads(base64.urlsafe_b64decode(body + "=="))
header = json.loads(base64.urlsafe_b64decode(head + "=="))


def read(text, algorithm="RS256", about=None, said=None):
    return lambda: read_id_token(text, about or who, said or nonce, algorithm)


read(token["id_token"])()
tampered = coded({**claims, "uniid": "0000000000"})
refused(read(f"{head}.{tampered}.{signature}"), JoseError)
refused(read(f"{head}.{body}.{'A' * len(signature)}"), JoseError)
refused(read(f"{coded({'alg': 'none'})}.{body}."), JoseError)
refused(read(f"{coded({**header, 'alg': 'HS256'})}.{body}.{signature}"), JoseError)
refused(read(f"{coded({**header, 'kid': 'another'})}.{body}.{signature}"), JoseError, ValueError)
refused(read(token["access_token"]), JoseError, ValueError)
refused(read(token["id_token"], about=settings["posting"]), JoseError, ValueError)
refused(read(token["id_token"], said="another"), JoseError, ValueError)
found("a changed id token, alg none, another key, audience or nonce, an access token: refused")

first = client.refresh_token(discovery["token_endpoint"], refresh_token=token["refresh_token"])
must(first["refresh_token"] != token["refresh_token"], "refresh tokens rotate")
replay = session(who, "client_secret_basic")
refused(
    lambda: replay.refresh_token(discovery["token_endpoint"], refresh_token=token["refresh_token"]), OAuthError
)
told = client.introspect_token(discovery["introspection_endpoint"], token=first["access_token"]).json()
must(told == {"active": False}, "the family is dead")
found("refresh rotates, a replay ends the family")

wrong = session(who, "client_secret_basic", "wrong-secret")
refused(lambda: wrong.fetch_token(discovery["token_endpoint"], code="x", grant_type="authorization_code"), OAuthError)
found("a wrong secret is refused")
