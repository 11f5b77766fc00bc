"""What `serve.py build` writes, and what it refuses to."""

from tests.mutations.mutation import Mutation

_BUILD = ("tests/unit/server/publishing/test_build_command.py",)
_COMPOSING = ("tests/unit/server/publishing/test_composing.py",)
_FOLDER = ("tests/unit/server/publishing/test_folder.py",)
_HOSTS = ("tests/unit/server/publishing/test_hosts.py",)
_RELEASE = ("tests/unit/server/test_release.py",)
ADDRESSES, RELEASE = "server/addresses.py", "server/release.py"
RELEASE_FILES, DEVELOPMENT = "server/release_files.py", "server/development.py"

MUTATIONS = (
    Mutation(
        "addresses of this machine in a build",
        "server/publishing/production_checks.py",
        'if _is_this_machine(address) or not address.startswith("https://"):',
        "if False:",
        ("tests/unit/server/publishing/test_production_checks.py",),
    ),
    Mutation(
        "documents in a bucket last",
        "server/publishing/s3.py",
        'return name.endswith(".html"), not f"/{name}".startswith(site.lasting)',
        'return False, not f"/{name}".startswith(site.lasting)',
        ("tests/unit/server/publishing/test_s3.py",),
    ),
    Mutation(
        "a redirect URI where no page is",
        "server/publishing/production_checks.py",
        'if path != f"{base}index.html" and not is_page_of_the_app(path.removeprefix(base)):',
        "if False:",
        ("tests/unit/server/publishing/test_production_checks.py",),
    ),
    Mutation(
        "somebody's files where a build goes",
        "server/publishing/manifest.py",
        "if name != NAME and not _is_as_listed(path, files.get(name))",
        "if False",
        ("tests/unit/server/publishing/test_folder.py",),
    ),
    # --- addresses with hashes, and the hashes that browsers check
    Mutation(
        "integrity of what a document loads",
        ADDRESSES,
        """ + (f' integrity="{known}"' if known else "")""",
        ' + ("" if known else "")',
        _RELEASE,
    ),
    Mutation(
        "integrity of what a module imports",
        ADDRESSES,
        '"integrity": modules}',
        '"integrity": {}}',
        _RELEASE,
    ),
    Mutation(
        "integrity of a file as it is now",
        DEVELOPMENT,
        "if self._last is None or states != self._states:",
        "if self._last is None:",
        _RELEASE,
    ),
    Mutation(
        "integrity of an image that a page keeps",
        RELEASE,
        " or path == IMAGE",
        "",
        _RELEASE,
    ),
    Mutation(
        "an address of its own for each configuration",
        RELEASE,
        "_digest({**files.app, **files.compiled}, configuration)",
        "_digest({**files.app, **files.compiled}, base)",
        _RELEASE,
    ),
    Mutation(
        "an address of its own for whatever was compiled otherwise",
        RELEASE_FILES,
        "[*browser_half(root).values(), record_of_built(root)]",
        "[*browser_half(root).values()]",
        _RELEASE,
    ),
    Mutation(
        "edits since addresses were given out",
        DEVELOPMENT,
        "return is_named and all(self._states.get(file) == _state(file) for file in files)",
        "return is_named",
        _RELEASE,
    ),
    Mutation(
        "addresses of releases before",
        DEVELOPMENT,
        "is_named = self._last is not None and self._last.addresses.contains(address)",
        "is_named = self._last is not None",
        _RELEASE,
    ),
    # --- what is built
    Mutation(
        "a build for this machine only on request",
        "server/publishing/command.py",
        "    if not options.allow_loopback:\n",
        "    if False:\n",
        _BUILD,
    ),
    Mutation(
        "a build below where people come back to",
        "server/publishing/production_checks.py",
        "if not path.startswith(base):",
        "if False:",
        ("tests/unit/server/publishing/test_production_checks.py",),
    ),
    Mutation(
        "files that the configuration fetches",
        "server/publishing/composing.py",
        'if "://" not in path and path not in addresses.files:',
        "if False:",
        _COMPOSING,
    ),
    Mutation(
        "programs at their release's address alone",
        "server/publishing/composing.py",
        "return is_asset and PurePosixPath(path).suffix not in _PROGRAMS",
        "return is_asset",
        _COMPOSING,
    ),
    Mutation(
        "the import map of the build before",
        "server/publishing/composing.py",
        "maps = dict.fromkeys([import_map, *([previous.import_map] if previous else [])])",
        "maps = [import_map]",
        _COMPOSING,
    ),
    Mutation(
        "what a build before may say in headers",
        "server/publishing/previous.py",
        "if not re.fullmatch(pattern, text):",
        "if False:",
        _BUILD,
    ),
    Mutation(
        "a build before that was edited",
        "server/publishing/previous.py",
        "    if found:\n",
        "    if False:\n",
        _BUILD,
    ),
    Mutation(
        "a link in the place of what was built",
        "server/publishing/manifest.py",
        "if entry is None or path.is_symlink():",
        "if entry is None:",
        _FOLDER,
    ),
    Mutation(
        "somebody's files that came meanwhile",
        "server/publishing/folder.py",
        "            _refuse_strangers(out)\n            swap(",
        "            swap(",
        _FOLDER,
    ),
    # --- the rules for hosts
    Mutation(
        "documents that nobody stores",
        "server/publishing/static_site.py",
        "return NEVER_STORED if address in self.documents else ASKED_FOR_EACH_TIME",
        "return ASKED_FOR_EACH_TIME",
        _COMPOSING,
    ),
    Mutation(
        "nginx's headers on errors",
        "server/publishing/nginx.py",
        """{name} "{value}" always;'""",
        """{name} "{value}";'""",
        _HOSTS,
    ),
    Mutation(
        "CloudFront's headers in the place of the origin's",
        "server/publishing/cloudfront.py",
        'name: {**settings, "Override": True}',
        'name: {**settings, "Override": False}',
        _HOSTS,
    ),
    Mutation(
        "documents uploaded last",
        "server/publishing/s3.py",
        'return name.endswith(".html"), not f"/{name}".startswith(site.lasting)',
        'return False, not f"/{name}".startswith(site.lasting)',
        ("tests/unit/server/publishing/test_s3.py",),
    ),
    Mutation(
        "https for good",
        "server/headers.py",
        'if not config.redirect_uri.startswith("https://"):',
        "if config.redirect_uri:",
        ("tests/unit/server/test_page_headers.py",),
    ),
    Mutation(
        "codes that nginx does not log",
        "server/publishing/templates/nginx-http.conf",
        '"$request_method $path_of_request $server_protocol"',
        '"$request_method $request_uri $server_protocol"',
        _HOSTS,
    ),
)
