"""The judge pysaml2, as an identity provider of the national eID: it believes a request only if the signature over the
query holds, and answers as the test wishes (`POST /next`): straight, stopped, for another audience, unsealed, or once more
what it answered before. Signatures and seals are made by xmlsec1. People have no eID here: the test says whose it is."""

import base64
import functools
import html
import http.server
import json
import os
import sys
import threading
import traceback
import urllib.parse
import urllib.request

import saml2.entity
import saml2.sigver
from desk import must, say, settings
from saml2 import BINDING_HTTP_REDIRECT
from saml2.config import IdPConfig
from saml2.metadata import entity_descriptor
from saml2.saml import NAME_FORMAT_URI, NAMEID_FORMAT_PERSISTENT, NameID
from saml2.samlp import STATUS_AUTHN_FAILED
from saml2.server import Server

RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
AES_256_GCM = "http://www.w3.org/2009/xmlenc11#aes256-gcm"
ELSEWHERE = "https://another.example/metadata"

# pysaml2 would seal with triple DES, which OIOSAML 3 does not allow.
saml2.entity.pre_encryption_part = functools.partial(saml2.sigver.pre_encryption_part, msg_enc=AES_256_GCM)
seal = saml2.sigver.CryptoBackendXmlSec1.encrypt_assertion


def seal_with_aes(self, statement, enc_key, template, key_type=None, node_xpath=None, node_id=None):
    return seal(self, statement, enc_key, template, "aes-256", node_xpath, node_id)


saml2.sigver.CryptoBackendXmlSec1.encrypt_assertion = seal_with_aes


class Provider:
    def __init__(self, address):
        self.address = address
        self.name = address + "/metadata"
        self.next = {}
        self.answered = {}
        self.server = None

    def config(self, others):
        return IdPConfig().load(
            {
                "entityid": self.name,
                "xmlsec_binary": "/usr/bin/xmlsec1",
                "key_file": settings["key"],
                "cert_file": settings["certificate"],
                "metadata": {"local": others},
                "service": {
                    "idp": {
                        "endpoints": {"single_sign_on_service": [(self.address + "/sign-in", BINDING_HTTP_REDIRECT)]},
                        "want_authn_requests_signed": True,
                        "policy": {
                            "default": {
                                "lifetime": {"minutes": 10},
                                "attribute_restrictions": None,
                                "name_form": NAME_FORMAT_URI,
                                "sign": [],
                            }
                        },
                    }
                },
            }
        )

    def describe(self):
        """Its own metadata, into the file the program is configured with."""
        with open(os.path.join(settings["directory"], "provider.xml"), "w", encoding="utf-8") as file:
            file.write(str(entity_descriptor(self.config([]))))

    def learn(self):
        """Reads the program's metadata where they lie; and once more under another name."""
        if self.server is not None:
            return
        with urllib.request.urlopen(settings["ours"]) as answer:
            text = answer.read().decode()
        files = [os.path.join(settings["directory"], name) for name in ("ours.xml", "another.xml")]
        for path, written in zip(files, (text, text.replace('entityID="' + settings["ours"], 'entityID="' + ELSEWHERE))):
            with open(path, "w", encoding="utf-8") as file:
                file.write(written)
        self.server = Server(config=self.config(files))

    def hear(self, query):
        """The request, where the signature over the query holds."""
        said = {name: values[0] for name, values in urllib.parse.parse_qs(query).items()}
        read = functools.partial(self.server.parse_authn_request, said["SAMLRequest"], BINDING_HTTP_REDIRECT)
        try:
            bent = read(relay_state=said["RelayState"] + "x", sigalg=said["SigAlg"], signature=said["Signature"])
        except Exception:
            bent = None
        must(bent is None, "a request under another state does not hold")
        request = read(relay_state=said["RelayState"], sigalg=said["SigAlg"], signature=said["Signature"]).message
        must(request.issuer.text == settings["ours"], "the request is the program's")
        must(request.force_authn == "true", "the eID is to be shown anew")
        asked = [one.text for one in request.requested_authn_context.authn_context_class_ref]
        must(asked == ["https://data.gov.dk/concept/core/nsis/loa/Substantial"], "at least substantial")
        return request, said["RelayState"]

    def answer(self, query):
        self.learn()
        request, state = self.hear(query)
        manner = self.next["manner"]
        consumer = request.assertion_consumer_service_url
        if manner == "repeat":
            return consumer, state, self.answered["response"]
        if manner == "stopped":
            told = self.server.create_error_response(request.id, consumer, (STATUS_AUTHN_FAILED, "stopped"))
            return consumer, state, str(told)
        told = self.server.create_authn_response(
            {
                "https://data.gov.dk/model/core/specVersion": "OIO-SAML-3.0",
                "https://data.gov.dk/concept/core/nsis/loa": "Substantial",
                "https://data.gov.dk/model/core/eid/cprNumber": self.next["cpr"],
            },
            request.id,
            consumer,
            ELSEWHERE if manner == "audience" else settings["ours"],
            name_id=NameID(format=NAMEID_FORMAT_PERSISTENT, text="https://data.gov.dk/model/core/eid/person/uuid/1"),
            authn={"class_ref": "https://data.gov.dk/concept/core/nsis/loa/Substantial", "authn_auth": self.name},
            sign_assertion=True,
            sign_response=manner == "both signed",
            encrypt_assertion=manner != "unsealed",
            sign_alg=RSA_SHA256,
            digest_alg=SHA256,
        )
        self.answered["response"] = str(told)
        return consumer, state, str(told)


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def send(self, status, text):
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        provider.next = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.send(200, "heard")

    def do_GET(self):
        try:
            consumer, state, message = provider.answer(urllib.parse.urlsplit(self.path).query)
        except Exception:
            self.send(500, "<pre>" + html.escape(traceback.format_exc()) + "</pre>")
            return
        fields = (("SAMLResponse", base64.b64encode(message.encode()).decode()), ("RelayState", state))
        inputs = "".join(f'<input type="hidden" name="{name}" value="{html.escape(value)}">' for name, value in fields)
        self.send(200, f'<h1>carry</h1><form method="post" action="{html.escape(consumer)}">{inputs}</form>')


listener = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
provider = Provider(f"http://localhost:{listener.server_address[1]}")
provider.describe()
threading.Thread(target=listener.serve_forever, daemon=True).start()
say({"ready": provider.address})
# Until nobody is there any more.
sys.stdin.read()
