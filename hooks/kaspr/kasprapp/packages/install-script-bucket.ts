// Inline Python of the install script: one archive in a Google Cloud Storage bucket. Contract: Kaspr resources, section 4.5 "GCS mode".

/**
 * `download|upload <archive> <key file>` with GCS_BUCKET and GCS_OBJECT_KEY. Status 0: done; anything else: there is no archive, or no
 * way to it. Needs nothing but the standard library and openssl. Prints no token and no answer body, as they may hold secrets.
 */
export const bucketProgram = `
import base64, json, os, shutil, subprocess, sys, time
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

STORAGE = "https://storage.googleapis.com"
TOKENS = "https://oauth2.googleapis.com/token"
SCOPE = "https://www.googleapis.com/auth/devstorage.read_write"
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
PRIVATE_KEY = "/tmp/.gcs_pk.pem"
PIECE = 64 * 1024
SILENCE = 60

def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=")

def signature(text, private_key):
    try:
        with open(os.open(PRIVATE_KEY, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(private_key)
        command = ["openssl", "dgst", "-sha256", "-sign", PRIVATE_KEY]
        return subprocess.run(command, input=text, stdout=subprocess.PIPE, check=True).stdout
    finally:
        if os.path.exists(PRIVATE_KEY):
            os.remove(PRIVATE_KEY)

def access_token(key_file):
    with open(key_file) as file:
        account = json.load(file)
    now = int(time.time())
    header = {"alg": "RS256", "typ": "JWT"}
    claims = {"iss": account["client_email"], "scope": SCOPE, "aud": TOKENS, "iat": now, "exp": now + 3600}
    text = b".".join(base64url(json.dumps(part).encode()) for part in (header, claims))
    assertion = text + b"." + base64url(signature(text, account["private_key"]))
    form = urlencode({"grant_type": GRANT, "assertion": assertion.decode()}).encode()
    with urlopen(TOKENS, form, SILENCE) as answer:
        return json.load(answer)["access_token"]

def authorized(url, token, **request):
    made = Request(url, **request)
    made.add_unredirected_header("Authorization", "Bearer " + token)
    return urlopen(made, timeout=SILENCE)

def download(archive, token, bucket, key):
    with authorized(f"{STORAGE}/storage/v1/b/{bucket}/o/{key}?alt=media", token) as answer:
        with open(archive, "wb") as file:
            shutil.copyfileobj(answer, file, PIECE)

def upload(archive, token, bucket, key):
    url = f"{STORAGE}/upload/storage/v1/b/{bucket}/o?uploadType=media&name={key}"
    headers = {"Content-Type": "application/gzip", "Content-Length": str(os.path.getsize(archive))}
    with open(archive, "rb") as file:
        authorized(url, token, data=file, headers=headers, method="POST").close()

action, archive, key_file = sys.argv[1:]
try:
    bucket, key = (quote(os.environ[name], safe="") for name in ("GCS_BUCKET", "GCS_OBJECT_KEY"))
    work = {"download": download, "upload": upload}[action]
    work(archive, access_token(key_file), bucket, key)
    print(f"Archive: {action} done")
except HTTPError as error:
    print(f"Archive: {action} answered with status {error.code}")
    sys.exit(1)
except Exception as error:
    print(f"Archive: {action} failed ({type(error).__name__})")
    sys.exit(1)
`
