// Inline Python of the install script: keeps tokens and passwords out of the log (oddity 8).

/**
 * Copies stdin to stdout line by line. Replaced by `***`: the values of the variables named in argv, in every spelling that pip and
 * git print, and the login part of every URL. Values under four characters are hidden only there: they are no
 * secrets, and hiding each occurrence of a letter would leave no readable error.
 */
export const maskProgram = `
import json, os, re, sys
from urllib.parse import quote

QUOTE = bytes([39])

def spellings(secret):
    text = os.fsdecode(secret)
    yield secret
    yield quote(secret, safe="").encode()
    yield quote(secret).encode()
    yield secret.replace(QUOTE, QUOTE + b"\\"" + QUOTE + b"\\"" + QUOTE)
    yield os.fsencode(repr(text)[1:-1])
    yield os.fsencode(json.dumps(text)[1:-1])

values = [os.environb.get(os.fsencode(name), b"") for name in sys.argv[1:]]
secrets = [line.strip() for value in values for line in value.splitlines()]
hidden = {word for secret in secrets if len(secret) >= 4 for word in spellings(secret)}
words = sorted(hidden, key=lambda word: (-len(word), word))
login = re.compile(rb"://[^\\s/]+@")
for line in sys.stdin.buffer:
    for word in words:
        line = line.replace(word, b"***")
    sys.stdout.buffer.write(login.sub(b"://***@", line))
    sys.stdout.buffer.flush()
`
