"""What the doctor finds, and what it never says."""

from tests.mutations.mutation import Mutation

DOCTOR = "tests/unit/server/doctor"

MUTATIONS = (
    Mutation(
        "secrets that AWS tells",
        "server/doctor/aws.py",
        ' if key != "ClientSecret"',
        "",
        (f"{DOCTOR}/test_aws.py",),
    ),
    Mutation(
        "answers that would steer a terminal",
        "server/doctor/report.py",
        'letter if letter.isprintable() else "�"',
        "letter",
        (f"{DOCTOR}/test_command.py",),
    ),
    Mutation(
        "a mistake in the exit status",
        "server/doctor/command.py",
        "return int(not all(finding.diagnosis.advisory for finding in findings))",
        "return 0",
        (f"{DOCTOR}/test_command.py",),
    ),
    Mutation(
        "redirects that are not followed",
        "server/doctor/command.py",
        "httpx.AsyncClient(timeout=TIMEOUT_SECONDS)",
        "httpx.AsyncClient(timeout=TIMEOUT_SECONDS, follow_redirects=True)",
        (f"{DOCTOR}/test_command.py",),
    ),
    Mutation(
        "answers that no page may read",
        "server/doctor/issuer.py",
        'return allowed in ("*", f"{page.scheme}://{page.netloc}")',
        "return True",
        (f"{DOCTOR}/test_issuer.py", f"{DOCTOR}/test_tokens.py"),
    ),
    Mutation(
        "keys that are too short",
        "server/doctor/issuer.py",
        ' and len(modulus.lstrip(b"\\0")) >= _MIN_KEY_BYTES',
        "",
        (f"{DOCTOR}/test_issuer.py",),
    ),
    Mutation(
        "a client with a secret",
        "server/doctor/tokens.py",
        'if error == "invalid_client":',
        "if False:",
        (f"{DOCTOR}/test_tokens.py",),
    ),
    Mutation(
        "an issuer of another pool",
        "server/doctor/domain.py",
        'if not here.knows_the_client or there.kind != "client-unknown":',
        "if not here.knows_the_client:",
        (f"{DOCTOR}/test_domain.py",),
    ),
    Mutation(
        "the issuer in a page's policy",
        "server/doctor/page.py",
        "dict.fromkeys([config.domain_origin, origin_of(config.issuer)])",
        "[config.domain_origin]",
        (f"{DOCTOR}/test_page.py",),
    ),
    Mutation(
        "a clock that one answer alone contradicts",
        "server/doctor/clock.py",
        "asked, skew = min(skews.items(), key=lambda one: abs(one[1]))",
        "asked, skew = max(skews.items(), key=lambda one: abs(one[1]))",
        (f"{DOCTOR}/test_clock.py",),
    ),
    Mutation(
        "refusals that are not Cognito's",
        "server/doctor/target.py",
        ' or "x-amz-cognito-request-id" not in answer.headers:',
        ":",
        (f"{DOCTOR}/test_domain.py",),
    ),
)
