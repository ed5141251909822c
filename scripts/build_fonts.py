"""Cut the shipped fonts from Debian's packages, and prove that the committed files are the ones that were cut.

    python scripts/build_fonts.py                 apt-get download, extract, cut, rewrite anlan/documents/fonts/
    python scripts/build_fonts.py --sources DIR   the same from packages that are already extracted there
    python scripts/build_fonts.py --check         only hash what is committed; exits 1 on any difference

The files are committed: nothing of this is needed to install or to run. Each keeps GB 2312 (6,763 characters and its
signs); the black, the title and the rare face also keep what the Table of General Standard Characters (2013, 8,105
characters; Unihan kTGH) has beyond it, such as 镕. Families are renamed: they are not the originals any more, and a
city's own 仿宋_GB2312 or 方正小标宋 never meets another font of its name.
"""

from __future__ import annotations

import argparse
import bz2
import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import cffsubr
from fontTools import subset
from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parent.parent / "anlan" / "documents" / "fonts"
PACKAGES = ("texlive-lang-chinese", "fonts-noto-cjk", "unicode-data")
FANDOL = "usr/share/texlive/texmf-dist/fonts/opentype/public/fandol"
NOTO = "usr/share/fonts/opentype/noto"
UNIHAN = "usr/share/unicode/Unihan_OtherMappings.txt.bz2"
SIGNS = "〇·‐–—‘’“”…‰℃№×÷±°²³μΩ≤≥≈≠→←↑↓√∞○●□■△▲◇◆☆★①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㎡㎥㎜㎝㎞㎏¥€£§©®™½¼¾"
LATIN = range(0xA0, 0x180)  # names of other countries
SCRIPTS_LEFT_OUT = range(0x2500, 0x2580)  # frames drawn with characters: no document has them


@dataclass(frozen=True)
class Face:
    """One shipped font: its new family, whence it is cut, and which characters it keeps."""

    family: str
    file: str
    source: str
    index: int  # in a collection; -1 for a single font
    weight: int
    common: bool = True  # GB 2312
    rare: bool = False  # general standard characters beyond GB 2312
    licence: str = "OFL"


FACES = [
    Face("Anlan Fang", "AnlanFang.otf", f"{FANDOL}/FandolFang-Regular.otf", -1, 400, licence="GPL"),
    Face("Anlan Kai", "AnlanKai.otf", f"{FANDOL}/FandolKai-Regular.otf", -1, 400, licence="GPL"),
    Face("Anlan Hei", "AnlanHei.otf", f"{NOTO}/NotoSansCJK-Regular.ttc", 2, 400, rare=True),
    Face("Anlan Song", "AnlanSong.otf", f"{NOTO}/NotoSerifCJK-Bold.ttc", 2, 400, rare=True),
    Face("Anlan Rare", "AnlanRare.otf", f"{NOTO}/NotoSerifCJK-Regular.ttc", 2, 400, common=False, rare=True),
]

DIGESTS = {
    "AnlanFang.otf": "00e6fec707be86d319ff8bf131bc0e7e1b00d13acd43e5287cdbbad82f7ae196",
    "AnlanKai.otf": "ed2ead5958399cac9f168339a2b90872286552b38f1b7f866423d0e9523b9f9b",
    "AnlanHei.otf": "358d2d654ae97f1049fd7c00a3795c9587b2281205f1a0343c0af831d4dd5bba",
    "AnlanSong.otf": "bdfe68ae8a3ae79f1f9aa4ac329b4b727e6ffabf8d9106d706e046a291f11577",
    "AnlanRare.otf": "21000cb53c2fc82de31582143a0cbc453ac3abc1aae2cc2102595bb62978e2e6",
}


def fetch(folder: Path) -> Path:
    """Download and extract the packages (they are not installed); return the root of what they hold."""
    root = folder / "root"
    subprocess.run(["apt-get", "download", *PACKAGES], cwd=folder, check=True)
    for package in sorted(folder.glob("*.deb")):
        subprocess.run(["dpkg-deb", "-x", package, root], check=True)
    return root


def gb2312() -> set[int]:
    """Return the characters of GB 2312 and printable ASCII."""
    found = set(range(0x20, 0x7F))
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                found.add(ord(bytes([high, low]).decode("gb2312")))
            except UnicodeDecodeError:
                continue  # a place that the standard leaves empty
    return found - set(SCRIPTS_LEFT_OUT)


def general_standard(root: Path) -> set[int]:
    """Return the characters of the Table of General Standard Characters, as Unihan gives them."""
    lines = bz2.decompress((root / UNIHAN).read_bytes()).decode("utf-8")
    return {int(hit, 16) for hit in re.findall(r"^U\+([0-9A-F]+)\tkTGH\t", lines, re.MULTILINE)}


def cut(face: Face, root: Path, rare: set[int]) -> None:
    """Write one face: only the characters it keeps, no hints (print and screens of today need none), renamed."""
    options = subset.Options()
    options.hinting = False
    options.notdef_outline = True
    options.layout_features = ["halt", "palt", "kern", "locl"]
    options.drop_tables += ["vmtx", "vhea", "VORG", "BASE", "DSIG"]
    font = TTFont(root / face.source, fontNumber=face.index, lazy=True, recalcTimestamp=False)
    keep = (gb2312() if face.common else set()) | (rare if face.rare else set()) | {ord(c) for c in SIGNS}
    if not face.common:
        keep |= set(LATIN)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=keep)
    subsetter.subset(font)
    _rename(font, face)
    cffsubr.subroutinize(font, keep_glyph_names=False)
    font.save(FONTS / face.file, reorderTables=True)


def _rename(font: TTFont, face: Face) -> None:
    """Give the font its own names; who made it and under which licence stays."""
    script = face.family.replace(" ", "")
    names = font["name"]
    for record in list(names.names):
        if record.nameID not in (0, 5, 7, 8, 9, 11, 13, 14):
            names.removeNames(record.nameID, record.platformID, record.platEncID, record.langID)
    for number, text in {
        1: face.family,
        2: "Regular",
        3: f"{script}-Regular",
        4: face.family,
        6: script,
    }.items():
        names.setName(text, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = face.weight
    font["OS/2"].fsSelection = (
        font["OS/2"].fsSelection & ~0b100001 | 0b1000000
    )  # regular, neither bold nor italic
    font["head"].macStyle = 0
    top = font["CFF "].cff
    top.fontNames = [script]
    top[0].FullName, top[0].FamilyName, top[0].Weight = face.family, face.family, "Regular"


def licences(root: Path) -> None:
    """Copy the licence texts that the packages carry."""
    doc = root / "usr/share/doc"
    shutil.copy(doc / "texlive-doc/fonts/fandol/README", FONTS / "FANDOL-README.txt")
    unpacked = subprocess.run(
        ["gzip", "-dc", doc / "texlive-doc/fonts/fandol/COPYING.gz"], capture_output=True, check=True
    ).stdout
    (FONTS / "FANDOL-COPYING.txt").write_bytes(unpacked)
    text = (doc / "fonts-noto-cjk/copyright").read_text("utf-8")
    found = re.search(r"^Files: \*\n.*", text, re.MULTILINE | re.DOTALL)  # above it: a list of files left out
    if found is None:
        raise RuntimeError("fonts-noto-cjk/copyright is written in another way: look at it")
    (FONTS / "NOTO-LICENSE.txt").write_text(found.group(), "utf-8")


def digests() -> dict[str, str]:
    return {face.file: hashlib.sha256((FONTS / face.file).read_bytes()).hexdigest() for face in FACES}


def main() -> int:
    options = argparse.ArgumentParser(description="Cut the shipped fonts, or check them.")
    options.add_argument("--check", action="store_true")
    options.add_argument("--sources", type=Path)
    given = options.parse_args()
    if given.check:
        wrong = [file for file, digest in digests().items() if DIGESTS.get(file) != digest]
        print("\n".join(f"{file} is not what was cut" for file in wrong) or "The fonts are what was cut.")
        return bool(wrong)
    with tempfile.TemporaryDirectory() as folder:
        root = given.sources or fetch(Path(folder))
        rare = general_standard(root) - gb2312()
        FONTS.mkdir(exist_ok=True)
        for face in FACES:
            cut(face, root, rare)
            print(f"{face.file:16} {(FONTS / face.file).stat().st_size / 1e6:5.2f} MB", flush=True)
        licences(root)
    for file, digest in digests().items():
        print(f'    "{file}": "{digest}",')
    return 0


if __name__ == "__main__":
    sys.exit(main())
