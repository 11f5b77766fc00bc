"""Sign-in with SRP: the client's side, written from RFC 5054 and AWS's documents."""

import base64
import hashlib
import hmac
import secrets
from pathlib import Path
from typing import Any

import pytest

from cognito_stand_in import FakeCognito, Pool
from cognito_stand_in.factors.srp import G, N
from tests.contract.api import FLOWS, POOL_ID, Api, change_client, secret_hash, with_flows
from tests.contract.app import ADA, ADA_PASSWORD, CLIENT_ID, App, Clock, claims
from tests.contract.test_json_api import refused

HIDDEN = ("NotAuthorizedException", "Incorrect username or password.")
TIMESTAMP = "Fri Jan 15 08:00:00 UTC 2027"
POOL_NAME = POOL_ID.partition("_")[2]


def padded(number: int) -> bytes:
    """Return a number as a signed integer has it."""
    digits = f"{number:x}"
    digits = digits if len(digits) % 2 == 0 else f"0{digits}"
    return bytes.fromhex(f"00{digits}" if digits[0] in "89abcdef" else digits)


def hashed(octets: bytes) -> int:
    """Return a hash as a number."""
    return int(hashlib.sha256(octets).hexdigest(), 16)


class Client:
    """A client that proves a password."""

    def __init__(self) -> None:
        self.private = secrets.randbits(1024)
        self.public = pow(G, self.private, N)

    @property
    def srp_a(self) -> str:
        """The parameter SRP_A."""
        return f"{self.public:x}"

    def answers(self, challenge: dict[str, str], password: str) -> dict[str, str]:
        """Return the responses to a challenge."""
        name = challenge["USER_ID_FOR_SRP"]
        b, salt = int(challenge["SRP_B"], 16), int(challenge["SALT"], 16)
        u = hashed(padded(self.public) + padded(b))
        inner = hashlib.sha256(f"{POOL_NAME}{name}:{password}".encode()).digest()
        x = hashed(padded(salt) + inner)
        k = hashed(padded(N) + padded(G))
        shared = pow(b - k * pow(G, x, N), self.private + u * x, N)
        extracted = hmac.digest(padded(u), padded(shared), hashlib.sha256)
        key = hmac.digest(extracted, b"Caldera Derived Key\x01", hashlib.sha256)[:16]
        block = challenge["SECRET_BLOCK"]
        message = f"{POOL_NAME}{name}".encode() + base64.b64decode(block) + TIMESTAMP.encode()
        signature = base64.b64encode(hmac.digest(key, message, hashlib.sha256)).decode()
        return {
            "USERNAME": name,
            "PASSWORD_CLAIM_SECRET_BLOCK": block,
            "PASSWORD_CLAIM_SIGNATURE": signature,
            "TIMESTAMP": TIMESTAMP,
        }


@pytest.fixture
def api(app: App) -> Api:
    """Return a caller."""
    caller = with_flows(app)
    change_client(app.cognito, auth_flows=(*FLOWS, "ALLOW_USER_AUTH"))
    return caller


def begin(api: Api, client: Client, username: str = ADA, **more: str) -> dict[str, Any]:
    """Begin a sign-in, and return the challenge."""
    parameters = {"USERNAME": username, "SRP_A": client.srp_a, **more}
    members: dict[str, Any] = {"ClientId": CLIENT_ID, "AuthFlow": "USER_SRP_AUTH"}
    return api.call("InitiateAuth", **members, AuthParameters=parameters)


def proof(answers: dict[str, str]) -> dict[str, Any]:
    """Return the members of the answer."""
    return {
        "ClientId": CLIENT_ID,
        "ChallengeName": "PASSWORD_VERIFIER",
        "ChallengeResponses": answers,
    }


def test_a_password_is_proved_without_being_sent(api: Api) -> None:
    """A proof works once."""
    client = Client()
    challenge = begin(api, client)
    assert challenge["ChallengeName"] == "PASSWORD_VERIFIER"
    answers = client.answers(challenge["ChallengeParameters"], ADA_PASSWORD)
    reply = api.call("RespondToAuthChallenge", **proof(answers))
    assert claims(reply["AuthenticationResult"]["AccessToken"])["username"] == ADA
    expected = ("NotAuthorizedException", "Invalid session for the user.")
    assert refused(api, "RespondToAuthChallenge", **proof(answers)) == expected


def test_a_new_password_can_be_proved(api: Api, cognito: FakeCognito) -> None:
    """The account keeps a verifier for it, and the password of before is wrong."""
    cognito.directory.set_password(cognito.pool.users[ADA], "Difference-Engine-1822")
    client = Client()
    challenge = begin(api, client)["ChallengeParameters"]
    wrong = client.answers(challenge, ADA_PASSWORD)
    assert refused(api, "RespondToAuthChallenge", **proof(wrong)) == HIDDEN
    right = client.answers(challenge, "Difference-Engine-1822")
    assert api.call("RespondToAuthChallenge", **proof(right))["AuthenticationResult"]


@pytest.mark.parametrize("public", ["", "0", "x", f"{N:x}", f"{2 * N:x}", "-1", "0x12"])
def test_public_values_that_are_refused(api: Api, public: str) -> None:
    """Multiples of N would prove any password."""
    client = Client()
    client.public = 0
    members: dict[str, Any] = {"ClientId": CLIENT_ID, "AuthFlow": "USER_SRP_AUTH"}
    members["AuthParameters"] = {"USERNAME": ADA, "SRP_A": public}
    assert refused(api, "InitiateAuth", **members)[0] == "InvalidParameterException"


def test_unknown_people_get_a_challenge(api: Api, cognito: FakeCognito) -> None:
    """Of the same form, which nothing solves; unless the client shows who exists."""
    client = Client()
    challenge = begin(api, client, "nobody")
    assert set(challenge["ChallengeParameters"]) == set(begin(api, client)["ChallengeParameters"])
    answers = client.answers(challenge["ChallengeParameters"], "x")
    assert refused(api, "RespondToAuthChallenge", **proof(answers)) == HIDDEN
    change_client(cognito, prevent_user_existence_errors=False)
    members: dict[str, Any] = {"ClientId": CLIENT_ID, "AuthFlow": "USER_SRP_AUTH"}
    members["AuthParameters"] = {"USERNAME": "nobody", "SRP_A": client.srp_a}
    assert refused(api, "InitiateAuth", **members)[0] == "UserNotFoundException"


def test_ten_wrong_proofs(api: Api, clock: Clock) -> None:
    """They lock the account."""
    client = Client()
    challenge = begin(api, client)["ChallengeParameters"]
    wrong = client.answers(challenge, "Wrong-Password-1")
    right = client.answers(challenge, ADA_PASSWORD)
    for _ in range(5):
        assert refused(api, "RespondToAuthChallenge", **proof(wrong)) == HIDDEN
    locked = ("NotAuthorizedException", "Password attempts exceeded")
    for _ in range(5):
        assert refused(api, "RespondToAuthChallenge", **proof(right)) == locked
    clock.advance(1)
    assert api.call("RespondToAuthChallenge", **proof(right))["AuthenticationResult"]


def test_parts_of_a_proof_that_are_wrong(api: Api, cognito: FakeCognito) -> None:
    """Each belongs to the signature."""
    client = Client()
    challenge = begin(api, client)["ChallengeParameters"]
    right = client.answers(challenge, ADA_PASSWORD)
    for name, value in (
        ("TIMESTAMP", "Fri Jan 15 08:00:01 UTC 2027"),
        ("PASSWORD_CLAIM_SIGNATURE", "é"),
        ("PASSWORD_CLAIM_SECRET_BLOCK", "AAAA"),
        ("USERNAME", "grace"),
    ):
        members = proof({**right, name: value})
        assert refused(api, "RespondToAuthChallenge", **members)[0] == "NotAuthorizedException"
        missing = proof({key: text for key, text in right.items() if key != name})
        refusal = refused(api, "RespondToAuthChallenge", **missing)
        assert refusal[0] == "InvalidParameterException"
    change_client(cognito, secret="s" * 51)
    assert refused(api, "RespondToAuthChallenge", **proof(right))[0] == "NotAuthorizedException"
    hashed_name = secret_hash(CLIENT_ID, "s" * 51, ADA)
    members = proof({**right, "SECRET_HASH": hashed_name})
    assert api.call("RespondToAuthChallenge", **members)["AuthenticationResult"]


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"enabled": False}, "NotAuthorizedException"),
        ({"confirmed": False}, "UserNotConfirmedException"),
        ({"must_reset_password": True}, "PasswordResetRequiredException"),
        ({"password_hash": None}, "NotAuthorizedException"),
        ({"temporary_password": True}, "NEW_PASSWORD_REQUIRED"),
        ({"active_factors": ["email"]}, "EMAIL_OTP"),
    ],
)
def test_what_follows_a_proof(
    api: Api, cognito: FakeCognito, changes: dict[str, Any], outcome: str
) -> None:
    """The same as after a password."""
    for name, value in changes.items():
        setattr(cognito.pool.users[ADA], name, value)
    client = Client()
    members = proof(client.answers(begin(api, client)["ChallengeParameters"], ADA_PASSWORD))
    if outcome.endswith("Exception"):
        assert refused(api, "RespondToAuthChallenge", **members)[0] == outcome
    else:
        assert api.call("RespondToAuthChallenge", **members)["ChallengeName"] == outcome


def test_a_proof_in_choice_based_sign_in(api: Api) -> None:
    """Preferred or chosen; for an unknown name, too."""
    client = Client()
    members: dict[str, Any] = {"ClientId": CLIENT_ID, "AuthFlow": "USER_AUTH"}
    parameters = {"USERNAME": ADA, "PREFERRED_CHALLENGE": "PASSWORD_SRP", "SRP_A": client.srp_a}
    challenge = api.call("InitiateAuth", **members, AuthParameters=parameters)
    answers = client.answers(challenge["ChallengeParameters"], ADA_PASSWORD)
    assert api.call("RespondToAuthChallenge", **proof(answers))["AuthenticationResult"]
    for name in (ADA, "nobody"):
        choice = api.call("InitiateAuth", **members, AuthParameters={"USERNAME": name})
        chosen = api.call(
            "RespondToAuthChallenge",
            ClientId=CLIENT_ID,
            ChallengeName="SELECT_CHALLENGE",
            Session=choice["Session"],
            ChallengeResponses={"USERNAME": name, "ANSWER": "PASSWORD_SRP", "SRP_A": client.srp_a},
        )
        answers = client.answers(chosen["ChallengeParameters"], "Wrong-Password-1")
        assert refused(api, "RespondToAuthChallenge", **proof(answers)) == HIDDEN


def test_abandoned_proofs_are_forgotten(api: Api, cognito: FakeCognito, clock: Clock) -> None:
    """Sign-ins that nobody finished leave nothing behind."""
    for _ in range(3):
        begin(api, Client())
        clock.advance(3600)
    begin(api, Client())
    assert len(cognito.challenges.entries) == 1


def test_verifiers_survive_a_restart(pool: Pool, tmp_path: Path) -> None:
    """The state file keeps them."""
    path = tmp_path / "state.json"
    cognito = FakeCognito(pool, state_path=path)
    cognito.directory.set_password(cognito.pool.users[ADA], "Difference-Engine-1822")
    cognito.save_state()
    pool.users = {}
    api = with_flows(App(FakeCognito(pool, state_path=path)))
    client = Client()
    challenge = begin(api, client)["ChallengeParameters"]
    answers = client.answers(challenge, "Difference-Engine-1822")
    assert api.call("RespondToAuthChallenge", **proof(answers))["AuthenticationResult"]
