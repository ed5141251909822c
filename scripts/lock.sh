#!/bin/sh
# Writes requirements.lock (runtime and build back end) and requirements-dev.lock (the same versions and the dev extra).
# One resolution serves Python 3.11 and newer on Linux and macOS; hashes are kept, addresses are not.
set -eu
cd "$(dirname "$0")/.."

compile() {
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" "$@"
}

build=$(mktemp "${TMPDIR:-/tmp}/build.XXXXXX")
trap 'rm -f "$build"' EXIT
.venv/bin/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"], sep="\n")' > "$build"

compile --no-annotate pyproject.toml "$build" --output-file requirements.lock "${@}"
compile --no-annotate pyproject.toml "$build" --extra dev --constraint requirements.lock --output-file requirements-dev.lock "${@}"
