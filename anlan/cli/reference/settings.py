"""The one table of environment variables; a test compares it with every ANLAN_ name in the code."""

from __future__ import annotations

from dataclasses import dataclass

from anlan.cli.reference.markdown import code, table


@dataclass(frozen=True, slots=True)
class Variable:
    """An environment variable: for whom it is, what stands without it, and what it does."""

    name: str
    audience: str
    default: str
    does: str


VARIABLES = (
    Variable(
        "ANLAN_HOME",
        "installation",
        "`.home` in the working folder",
        "The data folder: database file, secret key, clock, static files, locks. Made if it is missing; let only the "
        "service's account read it.",
    ),
    Variable(
        "ANLAN_DATABASE_URL",
        "installation",
        "`anlan.sqlite3` in the data folder",
        "Another database: `postgres://user:password@host:5432/name`, or `sqlite:////path/to/file`.",
    ),
    Variable(
        "ANLAN_PREPARE",
        "installation",
        "`1`",
        "PostgreSQL only: `0` where a connection pooler hands connections on between transactions and does not follow "
        "prepared statements. The statements that never change are then parsed and planned each time.",
    ),
    Variable(
        "ANLAN_HOSTS",
        "installation",
        "`127.0.0.1,localhost,[::1]`",
        "Host names that are served, comma separated, without scheme and port. Another `Host` header is answered 400.",
    ),
    Variable(
        "ANLAN_SECURE",
        "installation",
        "`0`",
        "`1` behind TLS: session and CSRF cookies are sent over TLS only, forms from `https://` and the names of "
        "`ANLAN_HOSTS` are trusted.",
    ),
    Variable(
        "ANLAN_TLS",
        "internal",
        "`0`",
        "Set by `anlan serve --cert … --key …` for the web server, which then speaks TLS itself: cookies go over TLS "
        "only.",
    ),
    Variable(
        "ANLAN_SITE",
        "installation",
        "none",
        "Where people open this site, for example `https://safety.example.cn`: a bulletin signed from then on bears "
        "a QR code that leads to its page. Without it paper bears none.",
    ),
    Variable(
        "ANLAN_TRUST_FILE",
        "installation",
        "none",
        "A file of certificates (PEM) of the authorities whose detached signatures over bulletins are trusted. Without "
        "it a signature is still checked against the file, but not whose it is.",
    ),
    Variable(
        "ANLAN_MAIL_URL",
        "installation",
        "no mail is sent",
        "How mail leaves: `smtp+tls://user:password@host:587` (STARTTLS), `smtp+ssl://user:password@host:465`, "
        "`smtp://host:25`; `filemail:///mail` writes letters to files in the folder `mail` of the data folder (four "
        "slashes: from the root), `consolemail://` to standard output. "
        "Characters of a password that an address cannot hold are percent-encoded.",
    ),
    Variable(
        "ANLAN_MAIL_FROM",
        "installation",
        "`anlan@` the host of `ANLAN_SITE`",
        "The address that mail comes from, as the mail server lets it.",
    ),
    Variable(
        "ANLAN_TRUSTED_PROXIES",
        "installation",
        "`0`",
        "How many reverse proxies of the house stand in front. Each must append the address that it sees to "
        "`X-Forwarded-For`; that many entries from the right is the client, for the lock after wrong passwords, the "
        "history of sign-ins and looks. Too high a number lets a client choose its own address.",
    ),
    Variable(
        "ANLAN_SESSIONS",
        "installation",
        "`3`",
        "How many sessions an account may have at a time; a further one ends the oldest.",
    ),
    Variable(
        "ANLAN_IDLE_MINUTES",
        "installation",
        "`120`",
        "After how many minutes without a request a session ends. Twelve hours after its start every session ends.",
    ),
    Variable(
        "ANLAN_CLOSE_DAYS",
        "installation",
        "`14`",
        "Within how many days another body's visit to a place, or what falls due to another body there, is warned of "
        "when somebody plans or records a visit.",
    ),
    Variable(
        "ANLAN_STALE_DAYS",
        "installation",
        "`30`",
        "After how many days the confirmed readiness of a rescue force is flagged as stale.",
    ),
    Variable(
        "ANLAN_SMS",
        "installation",
        "none",
        "How notices leave as text messages: `file` appends them to `sms.jsonl` in the data folder for another "
        'programme of the house, an https address posts `{"to", "text"}` to a gateway.',
    ),
    Variable(
        "ANLAN_SMS_KEY",
        "installation",
        "none",
        "The key that the gateway asks for (`Authorization: Bearer`).",
    ),
    Variable(
        "ANLAN_EVIDENCE_STORAGE",
        "installation",
        "a folder of the data folder",
        "A storage of Django's that keeps the photographs, by its import path (`storages.backends.s3.S3Storage`). It "
        "must be installed, keep the names it is given, and be backed up by its own means: `anlan backup` holds the "
        "folder `evidence` only.",
    ),
    Variable(
        "ANLAN_EVIDENCE_OPTIONS",
        "installation",
        "`{}`",
        'The options of that storage as JSON: `{"bucket_name": "evidence", "file_overwrite": true}`.',
    ),
    Variable(
        "ANLAN_WEBHOOK_NETWORKS",
        "installation",
        "none",
        "Networks, comma separated (`10.20.0.0/16,127.0.0.1/32`), to which webhooks may go by plain http or although "
        "they are this machine itself or link-local. Elsewhere they go by https only, and never to loopback, "
        "link-local or reserved addresses.",
    ),
    Variable(
        "ANLAN_OIDC_ISSUER",
        "installation",
        "none",
        "The city's identity provider (OpenID Connect), an https address as its tokens name it. "
        "Who signs in there needs an account here.",
    ),
    Variable(
        "ANLAN_OIDC_CLIENT",
        "installation",
        "none",
        "The name under which the provider knows this installation.",
    ),
    Variable("ANLAN_OIDC_SECRET", "installation", "none", "The secret that goes with it."),
    Variable(
        "ANLAN_OIDC_CLAIM", "installation", "`preferred_username`", "Which claim is the user name here."
    ),
    Variable(
        "ANLAN_OIDC_NAME", "installation", "the page's own words", "What the button of the sign-in page says."
    ),
    Variable(
        "ANLAN_FONT_DIR",
        "installation",
        "none",
        "A folder with the city's own fonts (方正小标宋, 仿宋_GB2312, 楷体_GB2312, 黑体; `.ttf`, `.otf`, `.ttc`): PDFs "
        "are set in them, and in the shipped ones where a face or a character is missing.",
    ),
    Variable(
        "ANLAN_SECRET_KEY",
        "installation",
        "`secret.key` in the data folder, made at the first start",
        "Signs sessions and forms. Give the same to every process of an installation that has several data folders.",
    ),
    Variable(
        "ANLAN_LOG",
        "installation",
        "`WARNING`",
        "Level of the log on standard error: `DEBUG`, `INFO`, `WARNING`, `ERROR`.",
    ),
    Variable(
        "ANLAN_SEALS_FILE",
        "installation",
        "`journal-seals.jsonl` in the data folder",
        "The file outside the database to which every seal of the journal is appended: better on another disk, or a "
        "mount that the database's machine may only add to. Its folder must exist.",
    ),
    Variable(
        "ANLAN_DIGEST",
        "installation",
        "`sha256`",
        "What a new journal is hashed with: `sha256`, or `sm3` where the OpenSSL of this Python offers it. A journal "
        "that has begun keeps the digest it was begun with.",
    ),
    Variable(
        "ANLAN_LANGUAGE",
        "command line",
        "`LANG`",
        "Language of the command line: a value that begins with `zh` is Chinese, any other English. Pages follow the "
        "reader.",
    ),
    Variable(
        "ANLAN_DEMO_PASSWORD",
        "demo",
        "made at the first load, kept in `demo-accounts.json`",
        "The one password of the demo city's accounts; read when the city is loaded.",
    ),
    Variable(
        "ANLAN_DEBUG",
        "developer",
        "`0`",
        "`1` shows tracebacks and serves unhashed static files. Never on a served installation.",
    ),
    Variable(
        "ANLAN_INSTALLER",
        "developer",
        "uv, then pip",
        "`pip` or `uv` fixes what `make` installs the locks with.",
    ),
    Variable(
        "ANLAN_SUPERVISED",
        "internal",
        "unset",
        "Set by `anlan serve` for its children: they end when it ends. Do not set it.",
    ),
)


def page() -> str:
    rows = [(code(v.name), v.audience, v.default, v.does) for v in VARIABLES]
    return (
        "# Settings 环境变量\n\n"
        "Everything that differs between installations comes from the environment; there is no "
        "settings file. Read at the\n"
        "start of a process.\n\n" + table(("Variable", "For", "Without it", "Does"), rows)
    )
