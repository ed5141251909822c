#!/bin/sh
# Scores of five pages by Google's Lighthouse (npm, Apache-2.0), on a served demo: accessibility and best practice.
#
#   ANLAN_HOME=… anlan serve --port 8104 &
#   scripts/lighthouse.sh http://127.0.0.1:8104 office PASSWORD
#
# Not part of `make test`: it fetches a hundred packages into a temporary folder. Needs node 18 and a Chromium (CHROME_PATH).
set -eu
address=${1:?address} user=${2:?user} password=${3:?password}
chrome=${CHROME_PATH:-$(command -v chromium || command -v google-chrome)}
folder=${LIGHTHOUSE_HOME:-$(mktemp -d)}
here=$(cd "$(dirname "$0")" && pwd)
[ -d "$folder/node_modules/lighthouse" ] || (cd "$folder" && npm init -y >/dev/null && npm install --silent lighthouse@12.8.2)
cookie=$("$here/../.venv/bin/python" - "$address" "$user" "$password" <<'PYTHON'
import re, sys, urllib.parse, urllib.request
from http.cookiejar import CookieJar

address, user, password = sys.argv[1:]
jar = CookieJar()
opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
page = opener.open(f"{address}/sign-in/").read().decode()
token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
form = {"username": user, "password": password, "csrfmiddlewaretoken": token}
opener.open(urllib.request.Request(f"{address}/sign-in/", urllib.parse.urlencode(form).encode(), {"Referer": address}))
print("; ".join(f"{c.name}={c.value}" for c in jar))
PYTHON
)
cd "$folder"
printf '{"Cookie": "%s"}' "$cookie" >headers.json
for page in / /hazards/ /todo/ /figures/hazards.outstanding/ /administration/responsibility/; do
  CHROME_PATH=$chrome node node_modules/lighthouse/cli/index.js "$address$page" --quiet --preset=desktop \
    --only-categories=accessibility,best-practices,performance --extra-headers=headers.json --output=json --output-path=out.json \
    --chrome-flags="--headless=new --no-sandbox --disable-gpu --disable-background-networking" >/dev/null 2>&1
  node -e '
    const told = JSON.parse(require("fs").readFileSync("out.json"));
    const score = (name) => Math.round(told.categories[name].score * 100);
    const bad = Object.values(told.audits).filter((a) => a.score !== null && a.score < 0.9 && (a.scoreDisplayMode === "binary"))
      .map((a) => a.id);
    console.log(process.argv[1].padEnd(36), "accessibility", score("accessibility"), "best practices", score("best-practices"),
      "performance", score("performance"), "bytes", told.audits["total-byte-weight"].numericValue, bad.join(" "));
  ' "$page"
done
