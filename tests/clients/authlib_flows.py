"""What Authlib does for its users, against the server that authlib.test.mjs starts and describes in ATTESTO_SCENE."""
import json
import os
import time
import unittest
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

import requests
from authlib.common.security import generate_token
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.jose import JsonWebKey, JWTClaims, jwt
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata
from authlib.oidc.core import CodeIDToken
from authlib.oidc.discovery import OpenIDProviderMetadata, get_well_known_url

from support.user_agent import UserAgent

SCENE = json.loads(os.environ["ATTESTO_SCENE"])
ISSUER = SCENE["issuer"]
SCOPE = "openid profile email offline_access"
METHODS = {"basic": "client_secret_basic", "post": "client_secret_post", "signing": "private_key_jwt", "app": "none"}



def read_json(url: str) -> dict:
    return requests.get(url, timeout=10).json()


METADATA = OpenIDProviderMetadata(read_json(get_well_known_url(ISSUER, external=True)))
KEYS = JsonWebKey.import_key_set(read_json(METADATA["jwks_uri"]))


class FreshAssertion(PrivateKeyJWT):
    """Addressed to the issuer, and for a minute: Authlib's own are for the token endpoint, and for an hour."""

    def sign(self, auth, token_endpoint):
        self.claims = {"exp": int(time.time()) + 60}
        return super().sign(auth, ISSUER)


def open_session(name: str, assertion: type[PrivateKeyJWT] = FreshAssertion, **changes) -> OAuth2Session:
    client = SCENE["clients"][name]
    key = client.get("key")
    credentials = {
        "client_id": client["client_id"],
        "client_secret": JsonWebKey.import_key(key) if key else client.get("client_secret"),
        "token_endpoint_auth_method": METHODS[name],
        "revocation_endpoint_auth_method": METHODS[name],
    }
    session = OAuth2Session(**credentials | changes, scope=SCOPE, redirect_uri=SCENE["redirect_uri"],
                            code_challenge_method="S256", default_timeout=10)
    session.register_client_auth_method(assertion(alg="ES256", headers={"kid": key["kid"]} if key else None))
    return session


class Login(NamedTuple):
    """What the client remembers, and the address with the answer."""
    answer: str
    state: str
    nonce: str
    verifier: str


def log_in(session: OAuth2Session) -> Login:
    nonce, verifier = generate_token(32), generate_token(48)
    url, state = session.create_authorization_url(METADATA["authorization_endpoint"], code_verifier=verifier,
                                                  nonce=nonce, prompt="consent")
    return Login(UserAgent(ISSUER, SCENE["user"]).authorize(url), state, nonce, verifier)


def redeem(session: OAuth2Session, login: Login, **changes):
    parameters = {"authorization_response": login.answer, "state": login.state, "code_verifier": login.verifier}
    return session.fetch_token(METADATA["token_endpoint"], **parameters | changes)


def get_userinfo(session: OAuth2Session) -> requests.Response:
    return session.get(METADATA["userinfo_endpoint"])


class Discovery(unittest.TestCase):
    def test_both_documents_are_valid(self):
        # Authlib wants `none` in this one; who doesn't sign a request sends none.
        unsigned = {"request_object_signing_alg_values_supported"}
        OpenIDProviderMetadata({name: METADATA[name] for name in METADATA.keys() - unsigned}).validate()
        AuthorizationServerMetadata(read_json(f"{ISSUER}/.well-known/oauth-authorization-server")).validate()
        self.assertEqual(METADATA["issuer"], ISSUER)


class CodeFlow(unittest.TestCase):
    def test_tokens_userinfo_refresh_and_revocation(self):
        for name in METHODS:
            with self.subTest(client=name):
                session = open_session(name)
                login = log_in(session)
                self.assertEqual(parse_qs(urlsplit(login.answer).query)["iss"], [ISSUER])  # RFC 9207
                tokens = redeem(session, login)
                self.check_id_token(session, tokens, login)
                self.assertEqual(get_userinfo(session).json()["email"], SCENE["user"]["email"])
                self.check_refresh_and_revocation(session, tokens)

    def check_id_token(self, session, tokens, login):
        options = {"iss": {"essential": True, "value": ISSUER}, "aud": {"essential": True, "value": session.client_id}}
        claims = jwt.decode(tokens["id_token"], KEYS, claims_cls=CodeIDToken, claims_options=options,
                            claims_params={"nonce": login.nonce, "access_token": tokens["access_token"],
                                           "client_id": session.client_id})
        claims.validate()
        self.assertEqual(claims["nonce"], login.nonce)
        registered_for_rsa = session.client_id == SCENE["clients"]["post"]["client_id"]
        self.assertEqual(claims.header["alg"], "RS256" if registered_for_rsa else "ES256")

    def check_refresh_and_revocation(self, session, tokens):
        refreshed = session.refresh_token(METADATA["token_endpoint"])
        self.assertNotEqual(refreshed["refresh_token"], tokens["refresh_token"])
        self.assertEqual(get_userinfo(session).status_code, 200)
        answer = session.revoke_token(METADATA["revocation_endpoint"], refreshed["refresh_token"], "refresh_token")
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(get_userinfo(session).status_code, 401)
        with self.assertRaisesRegex(OAuthError, "invalid_grant"):
            session.refresh_token(METADATA["token_endpoint"])

    def test_a_code_counts_once(self):
        session = open_session("basic")
        login = log_in(session)
        redeem(session, login)
        with self.assertRaisesRegex(OAuthError, "invalid_grant"):
            redeem(session, login)
        self.assertEqual(get_userinfo(session).status_code, 401)  # RFC 6749 4.1.2

    def test_a_refresh_token_counts_once(self):
        session = open_session("app")
        first = redeem(session, log_in(session))["refresh_token"]
        session.refresh_token(METADATA["token_endpoint"])
        for token in (first, session.token["refresh_token"]):
            with self.subTest(token="first" if token == first else "second"):
                with self.assertRaisesRegex(OAuthError, "invalid_grant"):
                    session.refresh_token(METADATA["token_endpoint"], refresh_token=token)


class StolenCode(unittest.TestCase):
    def check_refused(self, session: OAuth2Session, login: Login, **changes):
        with self.assertRaisesRegex(OAuthError, "invalid_grant"):
            redeem(session, login, **changes)

    def test_without_its_verifier(self):
        self.check_refused(open_session("app"), log_in(open_session("app")), code_verifier=None)

    def test_with_another_verifier(self):
        self.check_refused(open_session("app"), log_in(open_session("app")), code_verifier=generate_token(48))

    def test_by_another_client(self):
        self.check_refused(open_session("post"), log_in(open_session("basic")))

    def test_with_another_redirect_uri(self):
        session = open_session("basic")
        self.check_refused(session, log_in(session), redirect_uri="https://client.example/other")


class ClientCredentials(unittest.TestCase):
    def test_every_way_to_authenticate(self):
        for name in ("basic", "post", "signing"):
            with self.subTest(client=name):
                session = open_session(name)
                tokens = session.fetch_token(METADATA["token_endpoint"], grant_type="client_credentials", scope="profile")
                self.assertNotIn("refresh_token", tokens)  # RFC 6749 4.4.3
                expected = {"iss": ISSUER, "aud": ISSUER, "sub": session.client_id, "client_id": session.client_id}
                claims = jwt.decode(tokens["access_token"], KEYS, claims_cls=JWTClaims, claims_options={
                    name: {"essential": True, "value": value} for name, value in expected.items()})
                claims.validate()
                self.assertEqual(claims.header["typ"], "at+jwt")  # RFC 9068 2.1
                self.assertEqual(claims["scope"], "profile")


class Introspection(unittest.TestCase):
    def ask(self, session: OAuth2Session, token: str) -> dict:
        return session.introspect_token(METADATA["introspection_endpoint"], token).json()

    def test_a_token_before_and_after_its_revocation(self):
        for name in ("basic", "post", "signing"):
            with self.subTest(client=name):
                session = open_session(name)
                tokens = redeem(session, log_in(session))
                answer = self.ask(session, tokens["access_token"])
                self.assertEqual((answer["active"], answer["client_id"], answer["scope"]),
                                 (True, session.client_id, SCOPE))
                session.revoke_token(METADATA["revocation_endpoint"], tokens["refresh_token"])
                for token in (tokens["access_token"], tokens["refresh_token"], "unknown"):
                    self.assertEqual(self.ask(session, token), {"active": False})


class WrongCredentials(unittest.TestCase):
    def check_refused(self, session: OAuth2Session):
        with self.assertRaisesRegex(OAuthError, "invalid_client"):
            session.fetch_token(METADATA["token_endpoint"], grant_type="client_credentials")
        answer = session.revoke_token(METADATA["revocation_endpoint"], "unknown")
        self.assertEqual((answer.status_code, answer.json()["error"]), (401, "invalid_client"))

    def test_secret(self):
        for name in ("basic", "post"):
            with self.subTest(client=name):
                self.check_refused(open_session(name, client_secret="wrong"))

    def test_client(self):
        self.check_refused(open_session("basic", client_id="nobody"))

    def test_place_of_the_secret(self):
        self.check_refused(open_session("basic", token_endpoint_auth_method="client_secret_post",
                                        revocation_endpoint_auth_method="client_secret_post"))

    def test_key(self):
        self.check_refused(open_session("signing", client_secret=JsonWebKey.generate_key("EC", "P-256", is_private=True)))

    def test_an_assertion_for_the_token_endpoint_and_an_hour(self):
        self.check_refused(open_session("signing", PrivateKeyJWT))


if __name__ == "__main__":
    unittest.main(warnings="ignore")  # of connections that stay open until the end
