# shellcheck shell=bash
# A server to look at: configuration, key, demo client and demo user in one folder.

readonly DEMO_CLIENT=demo-application
readonly DEMO_REDIRECT=http://127.0.0.1:9001/callback
readonly DEMO_USER=demo
readonly DEMO_PASSWORD=development-only # the same everywhere: this account exists on demo servers alone
readonly DEMO_SCOPE='openid profile email offline_access'
# The pair that RFC 7636 prints in appendix B, so that the commands below can be copied.
readonly DEMO_VERIFIER=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk
readonly DEMO_CHALLENGE=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM

attesto() { build/release/apps/attesto/attesto --config "$demo_folder/attestod.toml" "$@"; }

# The value of a text member of a JSON object that has no quotes in it.
json_text() { sed -n "s/.*\"$1\" *: *\"\([^\"]*\)\".*/\1/p"; }

demo_issuer() { sed -n 's/^issuer *= *"\(.*\)"/\1/p' "$demo_folder/attestod.toml"; }

# demo_prepare FOLDER PORT: makes what is missing; changes nothing that is there.
demo_prepare() {
  demo_folder=$1
  mkdir -p "$demo_folder"
  [[ -f $demo_folder/attestod.toml ]] || demo_configure "$2" >"$demo_folder/attestod.toml"
  attesto migrate >/dev/null
  [[ $(attesto keys list --json) == *'"signing"'* ]] || attesto keys add --alg ES256 >/dev/null
  demo_add_client
  demo_add_user
}

demo_configure() {
  cat <<TOML
# Written by ./dev run; yours to change. All settings: apps/config/attestod.example.toml
issuer = "http://localhost:$1"
development = true # plain http, on this machine only

[listen]
address = "127.0.0.1"
port = $1

[store]
sqlite = "attesto.db"

[keys]
master_key_file = "master.key"

[scopes]
supported = ["openid", "profile", "email", "offline_access"]
TOML
}

# The secret is stored hashed in the database; to show it again, ./dev keeps it in demo.json.
demo_add_client() {
  local file=$demo_folder/demo.json known
  known=$(attesto client list --json)
  if [[ ! -f $file && $known == *"\"$DEMO_CLIENT\""* ]]; then
    complain "$file is gone, so nobody knows the secret of the client $DEMO_CLIENT any more." \
      "Remove the folder $demo_folder to begin anew"
  fi
  [[ -f $file ]] || demo_write_secret "$file"
  [[ $known == *"\"$DEMO_CLIENT\""* ]] && return 0
  json_text client_secret <"$file" | attesto client add --client-id "$DEMO_CLIENT" --name 'Demo application' \
    --redirect-uri "$DEMO_REDIRECT" --scope "$DEMO_SCOPE" --secret-stdin \
    --grant-type authorization_code --grant-type refresh_token >/dev/null
}

demo_write_secret() {
  local secret
  secret=$(head -c 32 /dev/urandom | base64 -w 0 | tr '+/' '-_' | tr -d '=')
  (umask 077 && printf '{"client_id": "%s", "client_secret": "%s"}\n' "$DEMO_CLIENT" "$secret" >"$1.new")
  mv "$1.new" "$1"
}

demo_add_user() {
  [[ $(attesto user list --json) == *"\"username\":\"$DEMO_USER\""* ]] && return 0
  printf '%s\n' "$DEMO_PASSWORD" | attesto user add "$DEMO_USER" --password-stdin \
    --email demo@example.com --full-name 'Demo User' >/dev/null
}

demo_authorize_url() {
  printf '%s/authorize?response_type=code&client_id=%s&redirect_uri=%s&scope=%s&state=%s&nonce=%s&code_challenge=%s&code_challenge_method=S256' \
    "$(demo_issuer)" "$DEMO_CLIENT" 'http%3A%2F%2F127.0.0.1%3A9001%2Fcallback' "${DEMO_SCOPE// /%20}" \
    demo-state demo-nonce "$DEMO_CHALLENGE"
}

demo_show() {
  local issuer secret
  issuer=$(demo_issuer)
  secret=$(json_text client_secret <"$demo_folder/demo.json")
  cat <<TEXT

  discovery   $issuer/.well-known/openid-configuration
  authorize   $issuer/authorize
  token       $issuer/token
  userinfo    $issuer/userinfo
  jwks        $issuer/jwks

  user        $DEMO_USER, password $DEMO_PASSWORD
  client      $DEMO_CLIENT, secret $secret

  1. Open this, log in and allow access:

     $(demo_authorize_url)

  2. The browser ends at an address where nothing listens, $DEMO_REDIRECT?code=...
     Within a minute, copy the code from its address bar and redeem it:

     curl -u '$DEMO_CLIENT:$secret' -d grant_type=authorization_code \\
       -d redirect_uri=$DEMO_REDIRECT -d code_verifier=$DEMO_VERIFIER \\
       -d code=CODE $issuer/token

  Everything is kept in $demo_folder/; Ctrl-C stops the server.

TEXT
}
