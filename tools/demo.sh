# shellcheck shell=bash
# A server to look at: two issuers, plain OpenID Connect and FAPI 2.0, with keys, demo clients and a demo user in one folder.

readonly DEMO_CLIENT=demo-application
readonly DEMO_REDIRECT=http://127.0.0.1:9001/callback
readonly DEMO_USER=demo
readonly DEMO_PASSWORD=development-only # the same everywhere: this account exists on demo servers alone
readonly DEMO_SCOPE='openid profile email offline_access'
readonly DEMO_API_SCOPE='reports:read'
readonly DEMO_FAPI_CLIENT=demo-fapi
# The pair that RFC 7636 prints in appendix B, so that the commands below can be copied.
readonly DEMO_VERIFIER=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk
readonly DEMO_CHALLENGE=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM

attesto() { build/release/apps/attesto/attesto --config "$demo_folder/attestod.toml" "$@"; }
attesto_of() { attesto --issuer "$@"; }

# The value of a text member of a JSON object that has no quotes in it.
json_text() { sed -n "s/.*\"$1\" *: *\"\([^\"]*\)\".*/\1/p"; }

demo_urls() { sed -n 's/^url *= *"\(.*\)"/\1/p' "$demo_folder/attestod.toml"; }
demo_issuer() { demo_urls | sed -n 1p; }
demo_fapi_issuer() { demo_urls | sed -n 2p; }

# demo_prepare FOLDER PORT: makes what is missing; changes nothing that is there.
demo_prepare() {
  demo_folder=$1
  mkdir -p "$demo_folder"
  [[ -f $demo_folder/attestod.toml ]] || demo_configure "$2" >"$demo_folder/attestod.toml"
  [[ -n $(demo_fapi_issuer) ]] || complain "$demo_folder/attestod.toml does not have two [[issuer]] sections." \
    "Remove the folder $demo_folder to begin anew, or start attestod yourself"
  demo_prepare_issuer "$(demo_issuer)" ES256 RS256
  demo_prepare_issuer "$(demo_fapi_issuer)" ES256
  demo_add_client
  demo_add_fapi_client
}

# demo_prepare_issuer URL ALGORITHM...: database, keys and user.
demo_prepare_issuer() {
  local issuer=$1 algorithm
  shift
  attesto_of "$issuer" migrate >/dev/null
  for algorithm in "$@"; do
    [[ $(attesto_of "$issuer" keys list --json) == *"\"$algorithm\""* ]] \
      || attesto_of "$issuer" keys add --alg "$algorithm" >/dev/null
  done
  demo_add_user "$issuer"
}

demo_configure() {
  cat <<TOML
# Written by ./dev run; yours to change. All settings: apps/config/attestod.example.toml
development = true # plain http, on this machine only

[listen]
address = "127.0.0.1"
port = $1

$(demo_configure_issuer "http://localhost:$1" oidc plain)

$(demo_configure_issuer "http://localhost:$1/fapi" fapi2_security fapi)
TOML
}

# demo_configure_issuer URL PROFILE NAME
demo_configure_issuer() {
  cat <<TOML
[[issuer]]
url = "$1"
profile = "$2" # docs/profiles.md
[issuer.store]
sqlite = "$3.db"
[issuer.keys]
master_key_file = "$3.key"
[issuer.scopes]
supported = ["openid", "profile", "email", "offline_access", "$DEMO_API_SCOPE"]
TOML
}

# The secret is stored hashed in the database; to show it again, ./dev keeps it in demo.json.
demo_add_client() {
  local file=$demo_folder/demo.json known
  known=$(attesto_of "$(demo_issuer)" client list --json)
  if [[ ! -f $file && $known == *"\"$DEMO_CLIENT\""* ]]; then
    complain "$file is gone, so nobody knows the secret of the client $DEMO_CLIENT any more." \
      "Remove the folder $demo_folder to begin anew"
  fi
  [[ -f $file ]] || demo_write_secret "$file"
  [[ $known == *"\"$DEMO_CLIENT\""* ]] && return 0
  json_text client_secret <"$file" | attesto_of "$(demo_issuer)" client add --client-id "$DEMO_CLIENT" --name 'Demo application' \
    --redirect-uri "$DEMO_REDIRECT" --scope "$DEMO_SCOPE $DEMO_API_SCOPE" --secret-stdin \
    --grant-type authorization_code --grant-type refresh_token --grant-type client_credentials >/dev/null
}

# It has no secret, but a key of its own: tools/fapi_request.sh signs with it.
demo_add_fapi_client() {
  [[ -f $demo_folder/fapi.pem ]] \
    || (umask 077 && openssl genpkey -algorithm ed25519 -out "$demo_folder/fapi.pem")
  [[ $(attesto_of "$(demo_fapi_issuer)" client list --json) == *"\"$DEMO_FAPI_CLIENT\""* ]] && return 0
  attesto_of "$(demo_fapi_issuer)" client add --client-id "$DEMO_FAPI_CLIENT" --name 'Demo FAPI application' \
    --redirect-uri "$DEMO_REDIRECT" --scope "$DEMO_SCOPE $DEMO_API_SCOPE" --auth-method private_key_jwt \
    --jwks <(printf '{"keys":[%s]}' "$(tools/fapi_request.sh --jwk "$demo_folder/fapi.pem")") \
    --grant-type authorization_code --grant-type refresh_token --grant-type client_credentials >/dev/null
}

demo_write_secret() {
  local secret
  secret=$(head -c 32 /dev/urandom | base64 -w 0 | tr '+/' '-_' | tr -d '=')
  (umask 077 && printf '{"client_id": "%s", "client_secret": "%s"}\n' "$DEMO_CLIENT" "$secret" >"$1.new")
  mv "$1.new" "$1"
}

demo_add_user() {
  [[ $(attesto_of "$1" user list --json) == *"\"username\":\"$DEMO_USER\""* ]] && return 0
  printf '%s\n' "$DEMO_PASSWORD" | attesto_of "$1" user add "$DEMO_USER" --password-stdin \
    --email demo@example.com --full-name 'Demo User' >/dev/null
}

demo_authorize_url() {
  printf '%s/authorize?response_type=code&client_id=%s&redirect_uri=%s&scope=%s&state=%s&nonce=%s&code_challenge=%s&code_challenge_method=S256' \
    "$(demo_issuer)" "$DEMO_CLIENT" 'http%3A%2F%2F127.0.0.1%3A9001%2Fcallback' "${DEMO_SCOPE// /%20}" \
    demo-state demo-nonce "$DEMO_CHALLENGE"
}

# demo_push_fields: what a FAPI client pushes, and is asked for again with the code.
demo_push_fields() {
  printf "response_type=code redirect_uri=%s 'scope=%s' code_challenge=%s code_challenge_method=S256" \
    "$DEMO_REDIRECT" "$DEMO_SCOPE" "$DEMO_CHALLENGE"
}

demo_show() {
  local issuer secret fapi
  fapi=$(demo_fapi_issuer)
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

  Authorization code with PKCE: open this, log in and allow access:

     $(demo_authorize_url)

  The browser ends at an address where nothing listens, $DEMO_REDIRECT?code=...
  Within a minute, copy the code from its address bar and redeem it; then refresh:

     curl -u '$DEMO_CLIENT:$secret' -d grant_type=authorization_code \\
       -d redirect_uri=$DEMO_REDIRECT -d code_verifier=$DEMO_VERIFIER \\
       -d code=CODE $issuer/token
     curl -u '$DEMO_CLIENT:$secret' -d grant_type=refresh_token -d refresh_token=TOKEN $issuer/token

  Client credentials:

     curl -u '$DEMO_CLIENT:$secret' -d grant_type=client_credentials -d scope=$DEMO_API_SCOPE $issuer/token

  The second issuer, $fapi, follows FAPI 2.0: the same user, the client $DEMO_FAPI_CLIENT with a key instead of a secret.
  tools/fapi_request.sh signs what it sends. Push, open the address with the request_uri, redeem, refresh:

     tools/fapi_request.sh $demo_folder /par $(demo_push_fields)
     $fapi/authorize?client_id=$DEMO_FAPI_CLIENT&request_uri=REQUEST_URI
     tools/fapi_request.sh $demo_folder /token grant_type=authorization_code redirect_uri=$DEMO_REDIRECT \\
       code_verifier=$DEMO_VERIFIER code=CODE
     tools/fapi_request.sh $demo_folder /token grant_type=refresh_token refresh_token=TOKEN
     tools/fapi_request.sh $demo_folder /token grant_type=client_credentials scope=$DEMO_API_SCOPE

  Everything is kept in $demo_folder/; Ctrl-C stops the server.

TEXT
}
