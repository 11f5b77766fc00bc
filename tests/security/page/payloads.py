"""Markup that would run: JavaScript in every form, and Python by PyScript's elements."""

OWNED = "0wned"
PYTHON = f"import js; js.document.title='{OWNED}'"
MARKUP = (
    f"<img src=x onerror=\"document.title='{OWNED}'\">",
    f"<svg onload=\"document.title='{OWNED}'\">",
    f"<script>document.title='{OWNED}'</script>",
    f"<a href=\"javascript:document.title='{OWNED}'\">x</a>",
    f"<iframe srcdoc=\"<script>parent.document.title='{OWNED}'</script>\"></iframe>",
    f'<script type="py">{PYTHON}</script>',
    f'<script type="mpy">{PYTHON}</script>',
    f"<py-script>{PYTHON}</py-script>",
    f"<mpy-script>{PYTHON}</mpy-script>",
    f'<script type="micropython">{PYTHON}</script>',
    f'<script type="pyodide">{PYTHON}</script>',
    '<b py-click="print">x</b>',
    '<b micropython-click="print">x</b>',
    '<img src="/none.png" py-error="print">',
    '<img src="/none.png" mpy-error="print">',
    '<py-config>{"packages": ["micropip"]}</py-config>',
)
SHORT = f'<img src=x onerror=alert()><script type="py">{PYTHON}</script><b py-click="print">x</b>'
"""Several of them in the room of one error description."""
