"""Fetch the third-party files that pages load, and prove that they are still what was fetched.

    python scripts/vendor_assets.py           npm pack, extract, rewrite anlan/web/static/vendor/
    python scripts/vendor_assets.py --check   only hash what is committed; exits 1 on any difference

The files are committed: neither npm nor a network is needed to install or to run. To move to a newer
version change it in `SOURCES`, run without --check, and copy the printed digests into `DIGESTS`.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import re
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "anlan" / "web" / "static" / "vendor"
# What only tests load: never served, never in the package.
TESTED = ROOT / "tests" / "vendor"


@dataclass(frozen=True)
class Source:
    """One package and the files that we take from it: name in the package → name under vendor/."""

    package: str
    version: str
    files: dict[str, str]


SOURCES = [
    Source("@tabler/core", "1.6.1", {"dist/css/tabler.min.css": "tabler/tabler.min.css"}),
    Source("@tabler/icons", "3.51.0", {"LICENSE": "tabler-icons/LICENSE"}),
    Source("htmx.org", "2.0.10", {"LICENSE": "htmx/LICENSE"}),
    # simple: bars, lines, canvas. A bundle of our own of just these was 6 kB smaller (163 of 169, gzip): not worth it
    Source(
        "echarts",
        "6.1.0",
        {
            "dist/echarts.simple.min.js": "echarts/echarts.simple.min.js",
            "LICENSE": "echarts/LICENSE",
            "NOTICE": "echarts/NOTICE",
        },
    ),
]

# axe-core finds what keeps people out of a page. MPL-2.0: as it was published, with its notices beside it.
TEST_SOURCES = [
    Source(
        "axe-core",
        "4.14.1",
        {
            "axe.min.js": "axe-core/axe.min.js",
            "LICENSE": "axe-core/LICENSE",
            "LICENSE-3RD-PARTY.txt": "axe-core/LICENSE-3RD-PARTY.txt",
        },
    ),
]

ICONS = """
adjustments-horizontal alert-circle alert-triangle arrow-back-up arrow-down arrow-right arrow-up ban bell
building-factory-2 calendar-event camera certificate chart-bar check checklist chevron-down chevron-left
chevron-right circle-check clipboard-check clock copy device-desktop dots download external-link eye file-text
filter flag flame gavel history home hourglass inbox info-circle key language link list-check lock login logout
map-pin menu-2 moon news notebook paperclip pencil phone plus printer refresh report rubber-stamp search send
settings shield-check sitemap speakerphone star sun-high table trash upload urgent user user-circle users x
""".split()

DIGESTS = {
    "echarts/LICENSE": "634293835b43a6dd2094fa39182a3d9a6b9ca43b7fdb9ac354e8037af2a3093a",
    "echarts/NOTICE": "d491d358344f842685c1b1585970999db65fe30ecf7ef3867af8814f4016c016",
    "echarts/echarts.simple.min.js": "5eef51bee09fb9cc234c4179a58ae0150126f49f88c992efe2d6bca81d8dd03b",
    "htmx/LICENSE": "d3d2456f76414f2456104660ebd65aff1c04cd7966b942bdabd63f3cdb316a38",
    "htmx/htmx.min.js": "71ea67185bfa8c98c39d31717c6fce5d852370fcdfd129db4543774d3145c0de",
    "tabler-icons/LICENSE": "b740a1d46122672da62833e97f7e7c8a13fa85cbc7445b584b297cc00dde93db",
    "tabler-icons/sprite.svg": "01def42c63e6d5361078e6aaf68924eda2df66092b9299865836139e45b64fa5",
    "tabler/LICENSE": "4d10363c8a35b309d731e4e79d3f14ac9bb745e2bd4fd7e140c8c562137d386c",
    "tabler/tabler.min.css": "09c0ad77d135f90fd8cbc583824b2fdbd247adbc001234d27a36f284bfecab5e",
}

TEST_DIGESTS = {
    "axe-core/LICENSE": "af175b9d96ee93c21a036152e1b905b0b95304d4ae8c2c921c7609100ba8df7e",
    "axe-core/LICENSE-3RD-PARTY.txt": "4f8563870d0fca38bbc3e00b6f670cb7fa9f380ba9f26a7f7d1184a6b18b1653",
    "axe-core/axe.min.js": "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c",
    # the schema of OASIS, from no npm package: kept as it is
    "cap/CAP-v1.2.xsd": "b7798ef25868b068c97b268bda02d067c7d4ba9373adc5638bf37105804ee723",
    "cap/README.md": "5e39ab0b301a247f7dd13b90cdb1e9d4fb037d23eff47a99d3e2cd31a8096e5c",
}

# The npm package of Tabler carries no licence file: this is the licence its banner and manifest name.
TABLER_LICENSE = """\
The MIT License (MIT)

Copyright (c) 2018-2026 The Tabler Authors
Copyright (c) 2018-2026 codecalm.net Paweł Kuna
Copyright (c) 2011-2026 The Bootstrap Authors (the stylesheet builds on Bootstrap)

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation
the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and
to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of
the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO
THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF
CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS
IN THE SOFTWARE.
"""


def fetch(source: Source, folder: Path) -> Path:
    """Return the folder of the package's content, fetched with npm pack."""
    target = folder / source.package.replace("/", "-")
    target.mkdir()
    packed = subprocess.run(
        ["npm", "pack", "--silent", f"{source.package}@{source.version}"],
        cwd=target,
        check=True,
        capture_output=True,
        text=True,
    )
    with tarfile.open(target / packed.stdout.strip().splitlines()[-1]) as archive:
        archive.extractall(target, filter="data")
    return target / "package"


def clean(data: bytes, name: str) -> bytes:
    """Return the file without its source-map line (the manifest storage would look for the map).

    Raises ValueError if a style sheet would make the browser fetch anything.
    """
    if not name.endswith((".css", ".js")):
        return data
    text = re.sub(r"\n?/[*/]# sourceMappingURL=\S+(?: \*/)?\n?", "\n", data.decode("utf-8"))
    if name.endswith(".css"):
        outside = [
            url for url in re.findall(r"url\(\s*[\"']?([^\"')]{1,60})", text) if not url.startswith("data:")
        ]
        if outside or "@import" in text:
            raise ValueError(f"{name} fetches from outside: {outside}")
    return text.encode("utf-8")


def sprite(package: Path) -> bytes:
    """Return one SVG with a symbol for each of `ICONS`."""
    parts = ['<svg xmlns="http://www.w3.org/2000/svg">']
    for name in sorted(ICONS):
        svg = (package / "icons" / "outline" / f"{name}.svg").read_text("utf-8")
        body = re.search(r"<svg[^>]*>(.*)</svg>", svg, re.DOTALL)
        if body is None:
            raise ValueError(f"{name}.svg is no SVG")
        shapes = re.sub(r'<path stroke="none" d="M0 0h24v24H0z" fill="none" ?/>', "", body[1])
        shapes = (
            re.sub(r"\s+", " ", shapes).replace(" <", "<").replace("> ", ">").replace(" />", "/>").strip()
        )
        parts.append(f'<symbol id="{name}" viewBox="0 0 24 24">{shapes}</symbol>')
    return "\n".join([*parts, "</svg>", ""]).encode("utf-8")


def htmx() -> bytes:
    """Return the htmx file that the installed django-htmx carries."""
    spec = importlib.util.find_spec("django_htmx")
    if spec is None or spec.origin is None:
        raise RuntimeError("django-htmx is not installed: run this with the project's Python")
    return (Path(spec.origin).parent / "static" / "django_htmx" / "htmx-2.min.js").read_bytes()


def update() -> None:
    """Write every file under the two vendor folders anew."""
    made: dict[str, bytes] = {"tabler/LICENSE": TABLER_LICENSE.encode("utf-8"), "htmx/htmx.min.js": htmx()}
    with tempfile.TemporaryDirectory() as name:
        for source in SOURCES:
            package = fetch(source, Path(name))
            for inner, outer in source.files.items():
                made[outer] = (package / inner).read_bytes()
            if source.package == "@tabler/icons":
                made["tabler-icons/sprite.svg"] = sprite(package)
        for source in TEST_SOURCES:
            package = fetch(source, Path(name))
            for inner, outer in source.files.items():
                write(TESTED / outer, (package / inner).read_bytes())
    for outer, data in made.items():
        write(VENDOR / outer, clean(data, outer))


def write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def differences(folder: Path, digests: dict[str, str]) -> list[str]:
    """Return a sentence for each vendored file that is missing, strange or changed."""
    found = {str(path.relative_to(folder).as_posix()): path for path in folder.rglob("*") if path.is_file()}
    lines = [f"not in the table: {name}" for name in sorted(found.keys() - digests.keys())]
    for name, digest in digests.items():
        actual = hashlib.sha256(found[name].read_bytes()).hexdigest() if name in found else "missing"
        if actual != digest:
            lines.append(f'    "{name}": "{actual}",')
    return lines


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="only hash what is committed")
    if not parser.parse_args().check:
        update()
    lines = differences(VENDOR, DIGESTS) + differences(TESTED, TEST_DIGESTS)
    count = len(DIGESTS) + len(TEST_DIGESTS)
    print("\n".join(lines) if lines else f"{count} vendored files are as fetched")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
