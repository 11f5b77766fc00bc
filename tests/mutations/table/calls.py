"""Where the access token may go, and what becomes of answers."""

from tests.mutations.mutation import Mutation

_CALLS = ("tests/security/page/test_token_to_another_origin.py", "tests/unit/calls/test_api.py")
_SENDING = ("tests/unit/calls/libraries/test_sending.py",)
SENDING = "auth/calls/libraries/sending.py"

MUTATIONS = (
    Mutation(
        "allowed origins",
        "auth/calls/api.py",
        "if target.origin not in origins:",
        "if False:",
        _CALLS,
    ),
    Mutation(
        "origins for libraries",
        "auth/calls/libraries/sending.py",
        "if not has_its_own and self._is_listed(url):",
        "if not has_its_own:",
        ("tests/unit/calls/libraries/test_sending.py",),
    ),
    Mutation(
        "life of the token at hand",
        "auth/calls/api.py",
        "if self.store.seconds_left() <= 0:",
        "if False:",
        ("tests/unit/calls/libraries/test_sending.py",),
    ),
    Mutation(
        "sub of userInfo",
        "auth/calls/api.py",
        'if profile.get("sub") != record.claims.sub:',
        "if False:",
        ("tests/security/page/test_swapped_session.py",),
    ),
    Mutation(
        "late answers of an API",
        "auth/calls/api.py",
        "if record is None or record.claims.sub != used.claims.sub:",
        "if False:",
        ("tests/unit/test_client_late_answers.py",),
    ),
    Mutation(
        "late answers of an exchange",
        "auth/flows/sign_in.py",
        "return generation != publisher.generation or publisher.session.state != SIGNING_IN",
        "return publisher.generation < generation",
        ("tests/unit/test_client_late_answers.py",),
    ),
    Mutation(
        "an Authorization header of the caller's own",
        SENDING,
        "if not has_its_own and self._is_listed(url):",
        "if self._is_listed(url):",
        _SENDING,
    ),
    Mutation(
        "origins for libraries, where an address is open to doubt",
        SENDING,
        "        except ArgumentRefused:\n            return False",
        "        except ArgumentRefused:\n            return True",
        _SENDING,
    ),
    Mutation(
        "headers that are the browser's to set",
        SENDING,
        " if name.lower() not in _THE_BROWSERS_OWN}",
        "}",
        _SENDING,
    ),
    Mutation(
        "silence about what a browser complains of",
        SENDING,
        "        except Exception:  # noqa: BLE001, S110 - JavaScript's, whose words may quote the "
        "request\n            pass\n",
        "        except Exception as complaint:\n            raise NoAnswer(complaint) from None\n",
        _SENDING,
    ),
    Mutation(
        "a library's part that logs requests",
        SENDING,
        "    if name not in sys.modules:\n",
        "    if False:\n",
        _SENDING,
    ),
)
