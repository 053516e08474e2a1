// Inline Python of the install script: options for package indexes. Contract: Kaspr resources, section 4.5 and oddity 10.

/**
 * Prints pip's index options, each ended by a NUL. Credentials are percent-encoded and go to the private index, to extra indexes on
 * its host, to the extra indexes alone when there is no index, and to pip's own default index when there is neither.
 * A URL that brings its own login keeps it. The default index is asked from pip itself, so it is always the one pip would use.
 */
export const indexProgram = `
import os, sys
from urllib.parse import quote, urlsplit

def value(name):
    return os.environ.get(name, "")

def listed(name):
    return [item for item in value(name).split(",") if item]

def host(url):
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""

def encoded(name):
    return quote(os.fsencode(value(name)), safe="")

login = ""
if value("PYPI_USERNAME") and value("PYPI_PASSWORD"):
    login = encoded("PYPI_USERNAME") + ":" + encoded("PYPI_PASSWORD") + "@"

def with_login(url):
    scheme, mark, rest = url.partition("://")
    if not mark or "@" in rest.split("/")[0]:
        return url
    return scheme + mark + login + rest

index = value("INDEX_URL")
extras = listed("EXTRA_INDEX_URLS")
if login and not index and not extras:
    try:
        from pip._internal.models.index import PyPI
        index = PyPI.simple_url
    except ImportError:
        print("Credentials are not used: this pip does not tell its default index", file=sys.stderr)

options = []
if index:
    options += ["--index-url", with_login(index)]
for url in extras:
    trusted = not index or (host(url) and host(url) == host(index))
    options += ["--extra-index-url", with_login(url) if trusted else url]
for name in listed("TRUSTED_HOSTS"):
    options += ["--trusted-host", name]
sys.stdout.buffer.write(b"".join(os.fsencode(option) + b"\\0" for option in options))
`
