"""A notebook that shows the name of the signed-in person, and what the API says."""

import marimo

app = marimo.App()


@app.cell
async def _():
    from cognito_auth.remote import remote_client

    client = await remote_client()
    response = await client.fetch("/api/user")
    f"{client.session.user.name}: {response.text()}"
    return


if __name__ == "__main__":
    app.run()
