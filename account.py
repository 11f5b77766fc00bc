"""The account page: name, e-mail address, password, and how people sign in. Edit this file."""

import js

from auth import Page, Session
from auth.account import Account, AccountDetails, CodeDelivery, Passkey, is_federated
from auth.page.actions import Actions
from auth.page.announcer import Announcer
from auth.page.formatting import initials
from auth.page.forms import (
    add_item,
    clear_forms,
    date_of,
    draw_qr_code,
    fill,
    focus,
    is_valid,
    show,
    typed,
    words,
)

RECENT_SECONDS = 900
"""Who signed in longer ago has to sign in again before a sensitive change."""

page = Page()
Announcer(page)
actions = Actions(
    page,
    {
        "details": "new-email",
        "authenticator": "begin-totp",
        "passkeys": "add-passkey",
        "deletion": "ask-deletion",
    },
)
shown = {"account": "", "totp": ""}  # whose account, in which language; a secret to be enrolled


def account() -> Account:
    """Return the account, for what needs no recent sign-in."""
    return Account(page.client)


def guarded() -> Account:
    """Return the account, for sensitive changes."""
    return Account(page.client, max_age=RECENT_SECONDS)


@page.on_session
async def show_session(session: Session) -> None:
    """Show the account of whoever is signed in, and nothing of anybody else."""
    if session.user is None:
        shown.update({"account": "", "totp": ""})
        clear_forms()
        js.document.getElementById("deletion-dialog").close()
        return
    page.write("name", session.user.name)
    page.write("initials", initials(session.user.name))
    page.write("email", session.user.email)
    wanted = session.user.sub + " " + js.document.documentElement.lang
    # A page that comes back from the bfcache has lost what `page.write` had written.
    if shown["account"] != wanted or not js.document.getElementById("email-state").textContent:
        shown["account"] = wanted
        await actions.attempt(show_account)


async def show_account() -> None:
    """Show the account as Cognito has it now."""
    details = await account().read()
    fill("username", details.username)
    fill("new-name", details.attributes.get("name", ""))
    fill("new-email", details.attributes.get("email", ""))
    show_email(details)
    show_factors(details)
    user = page.client.session.user
    is_local = user is not None and not is_federated(user)
    for section in ("password", "authenticator", "passkeys"):
        show(section, shown=is_local)
    if is_local:
        await show_passkeys()
    if actions.return_to_control():
        actions.say("account_said_again")


def show_email(details: AccountDetails) -> None:
    """Show whether the address is confirmed."""
    is_verified = details.is_verified("email")
    page.write("email-state", words("account_verified" if is_verified else "account_unverified"))
    show("send-code", shown=not is_verified and "email" in details.attributes)
    if is_verified:
        show("code-form", shown=False)


def show_factors(details: AccountDetails) -> None:
    """Show whether an authenticator app is on."""
    is_on = "totp" in details.factors
    page.write("authenticator-state", words("account_on" if is_on else "account_off"))
    show("end-totp", shown=is_on)
    end_enrolment()


# --- name and e-mail address -------------------------------------------------------------------


@actions.on_click("save-name")
async def save_name() -> None:
    """Change the name; the session has it after a renewal."""
    if is_valid("name-form"):
        await account().change_attributes({"name": typed("new-name")})
        await page.client.refresh()
        actions.say("account_said_name")


@actions.on_click("save-email", "details")
async def save_email() -> None:
    """Change the address, and ask for the code that was sent to it."""
    if is_valid("email-form"):
        sent = await guarded().change_attributes({"email": typed("new-email")})
        await show_account_again()
        actions.say("account_said_email")
        for delivery in sent:
            ask_for_code(delivery)


@actions.on_click("send-code")
@actions.on_click("send-again")
async def send_code() -> None:
    """Send a code to the address."""
    ask_for_code(await account().send_code("email"))


@actions.on_click("verify-email")
async def verify_email() -> None:
    """Confirm the address with the code."""
    if is_valid("code-form"):
        await account().verify("email", typed("email-code"))
        await show_account_again()
        focus("new-email")
        actions.say("account_said_verified")


def ask_for_code(delivery: CodeDelivery) -> None:
    """Ask for the code that was sent."""
    fill("email-code", "")
    page.write("code-sent", words("account_code_sent", destination=delivery.destination))
    show("send-code", shown=False)
    show("code-form")
    focus("email-code")


async def show_account_again() -> None:
    """Show the account, and the name and address above it, after a change."""
    await page.client.refresh()
    details = await account().read()
    fill("new-email", details.attributes.get("email", ""))
    show_email(details)


# --- password ----------------------------------------------------------------------------------


@actions.on_click("change-password")
async def change_password() -> None:
    """Change the password. The current one is asked for, so no new sign-in is needed."""
    if is_valid("password-form"):
        await account().change_password(typed("current-password"), typed("new-password"))
        fill("current-password", "")
        fill("new-password", "")
        actions.say("account_said_password")


# --- authenticator app -------------------------------------------------------------------------


@actions.on_click("begin-totp", "authenticator")
async def begin_totp() -> None:
    """Show the secret for an authenticator app."""
    secret = await guarded().begin_totp()
    shown["totp"] = secret.uri
    groups = [secret.secret[at : at + 4] for at in range(0, len(secret.secret), 4)]
    page.write("totp-key", " ".join(groups))
    page.write("totp-code", "")
    draw_qr_code("totp-code", secret.uri)
    fill("totp-digits", "")
    show("totp-form")
    focus("totp-digits")


@actions.on_click("open-totp")
async def open_totp() -> None:
    """Give the secret to an app on this device, which has no camera for its own screen."""
    js.location.assign(shown["totp"])


@actions.on_click("finish-totp")
async def finish_totp() -> None:
    """Check the first code, and turn the app on."""
    if is_valid("totp-form"):
        await account().finish_totp(typed("totp-digits"))
        show_factors(await account().read())
        focus("begin-totp")
        actions.say("account_said_totp_on")


@actions.on_click("cancel-totp")
async def cancel_totp() -> None:
    """Forget the secret."""
    end_enrolment()
    focus("begin-totp")


@actions.on_click("end-totp", "authenticator")
async def end_totp() -> None:
    """Turn the app off."""
    await guarded().set_factors(totp=False)
    show_factors(await account().read())
    focus("begin-totp")
    actions.say("account_said_totp_off")


def end_enrolment() -> None:
    """Remove the secret from the page."""
    shown["totp"] = ""
    page.write("totp-key", "")
    page.write("totp-code", "")
    show("totp-form", shown=False)


# --- passkeys ----------------------------------------------------------------------------------


async def show_passkeys() -> None:
    """List the passkeys, each with a button that deletes it."""
    passkeys = await account().list_passkeys()
    page.write("passkey-list", "")  # after the request: another call may have filled it meanwhile
    for at, passkey in enumerate(passkeys):
        add_passkey_item(passkey, f"delete-passkey-{at}")
    if not passkeys:
        add_item("passkey-list", words("account_no_passkeys"))


def add_passkey_item(passkey: Passkey, button_id: str) -> None:
    """Add a passkey to the list."""
    name = passkey.name or words("account_passkey")
    created_at = passkey.created_at
    add_item(
        "passkey-list",
        name,
        hint=words("account_created", date=date_of(created_at)) if created_at else "",
        button={
            "id": button_id,
            "text": words("account_delete_passkey"),
            "label": words("account_delete_named", name=name),
        },
    )

    @actions.on_click(button_id, "passkeys")
    async def delete() -> None:
        await guarded().delete_passkey(passkey.credential_id)
        await show_passkeys()
        focus("add-passkey")
        actions.say("account_said_passkey_deleted")


@actions.on_click("add-passkey", "passkeys")
async def add_passkey() -> None:
    """Create a passkey."""
    await guarded().add_passkey()
    await show_passkeys()
    actions.say("account_said_passkey")


@actions.on_click("sign-out-everywhere")
async def sign_out_everywhere() -> None:
    """Sign out on all devices."""
    await account().sign_out_everywhere()


@actions.on_click("ask-deletion", "deletion")
async def ask_deletion() -> None:
    """Ask whether the account shall really be deleted, of somebody who has just signed in."""
    guarded().require_sign_in()
    js.document.getElementById("deletion-dialog").showModal()


@actions.on_click("delete-account", "deletion")
async def delete_account() -> None:
    """Delete the account."""
    await guarded().delete()


await page.start()  # type: ignore[top-level-await]  # noqa: F704, PLE1142 - a page's program
