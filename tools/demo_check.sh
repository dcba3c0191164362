# shellcheck shell=bash
# shellcheck disable=SC2154 # demo_prepare sets demo_folder
# ./dev run --check: a person's way through the pages, with curl in the place of the browser.

steps=0
held=0

# step TEXT COMMAND...: one line per step; the check goes on after a failure, to show what else holds.
step() {
  local text=$1
  shift
  steps=$((steps + 1))
  if "$@"; then
    held=$((held + 1))
    printf 'ok    %s\n' "$text"
  else
    printf 'FAIL  %s\n' "$text"
  fi
}

free_port() {
  local port
  for _ in {1..50}; do
    port=$((20000 + RANDOM % 20000))
    (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
  done
  echo "$port"
}

# The cookies, the last page and the last address of the browser that isn't there.
browse() {
  curl -sS --max-time 10 -b "$demo_folder/cookies" -c "$demo_folder/cookies" -o "$demo_folder/page" \
    -w '%{redirect_url}' "$@" >"$demo_folder/location"
}

demo_origin() { demo_issuer; } # the first issuer has no path

# Follows redirects within the server; stops at a page, or where the answer leaves for the client.
visit() {
  browse "$@" || return
  local hops
  for hops in {1..10}; do
    [[ $(<"$demo_folder/location") == "$(demo_origin)"/* ]] || return 0
    browse "$(<"$demo_folder/location")" || return
  done
  echo "no end after $hops redirects" >&2
  return 1
}

page_shows() { grep -q "$1" "$demo_folder/page"; }

# submit NAME=VALUE...: the form of the page, with its hidden fields.
submit() {
  local action fields=() field
  action=$(sed -n 's/.*<form method="post" action="\([^"]*\)".*/\1/p' "$demo_folder/page")
  while IFS= read -r field; do fields+=(--data-urlencode "$field"); done \
    < <(sed -n 's/.*<input type="hidden" name="\([^"]*\)" value="\([^"]*\)".*/\1=\2/p' "$demo_folder/page")
  for field in "$@"; do fields+=(--data-urlencode "$field"); done
  visit "${fields[@]}" "$(demo_origin)$action"
}

check_started() {
  local attempt
  for attempt in {1..100}; do
    kill -0 "$server" 2>/dev/null || break
    curl -sf --max-time 2 -o /dev/null "$(demo_issuer)/.well-known/openid-configuration" && return
    sleep 0.1
  done
  echo "no answer after $attempt attempts; attestod says:" >&2
  cat "$demo_folder/log" >&2
  return 1
}

check_discovery() {
  [[ $(curl -s "$(demo_issuer)/.well-known/openid-configuration" | json_text issuer) == "$(demo_issuer)" ]]
}

check_login_page() { visit "$(demo_authorize_url)" && page_shows 'name="password"'; }
check_wrong_password() { submit "username=$DEMO_USER" password=not-the-password && page_shows 'name="password"'; }
check_login() { submit "username=$DEMO_USER" "password=$DEMO_PASSWORD" && page_shows 'name="decision"'; }

check_consent() {
  submit decision=allow || return
  local answer
  answer=$(<"$demo_folder/location")
  [[ $answer == "$DEMO_REDIRECT?"* && $answer == *state=demo-state* && $answer == *iss=* ]] || return
  code=$(sed -n 's/.*[?&]code=\([^&]*\).*/\1/p' <<<"$answer")
  [[ -n $code ]]
}

redeem() {
  curl -s --max-time 10 -u "$DEMO_CLIENT:$(json_text client_secret <"$demo_folder/demo.json")" \
    -d grant_type=authorization_code -d "code=$code" -d "redirect_uri=$DEMO_REDIRECT" \
    -d "code_verifier=$DEMO_VERIFIER" "$(demo_issuer)/token"
}

check_tokens() {
  tokens=$(redeem)
  [[ $tokens == *'"access_token"'* && $tokens == *'"id_token"'* && $tokens == *'"refresh_token"'* ]]
}

check_userinfo() {
  local claims
  claims=$(curl -s -H "Authorization: Bearer $(json_text access_token <<<"$tokens")" "$(demo_issuer)/userinfo")
  [[ $(json_text email <<<"$claims") == demo@example.com ]]
}

token_of_the_plain_issuer() {
  curl -s --max-time 10 -u "$DEMO_CLIENT:$(json_text client_secret <"$demo_folder/demo.json")" "$@" "$(demo_issuer)/token"
}

check_refresh() {
  local answer
  answer=$(token_of_the_plain_issuer -d grant_type=refresh_token -d "refresh_token=$(json_text refresh_token <<<"$tokens")")
  [[ $answer == *'"access_token"'* && $(json_text refresh_token <<<"$answer") != "$(json_text refresh_token <<<"$tokens")" ]]
}

check_client_credentials() {
  [[ $(token_of_the_plain_issuer -d grant_type=client_credentials -d "scope=$DEMO_API_SCOPE" | json_text scope) == "$DEMO_API_SCOPE" ]]
}

fapi() { tools/fapi_request.sh "$demo_folder" "$@"; }

check_push() {
  local fields
  eval "fields=($(demo_push_fields))"
  request_uri=$(fapi /par "${fields[@]}" state=demo-state | json_text request_uri)
  [[ $request_uri == urn:ietf:params:oauth:request_uri:* ]]
}

check_fapi_login() {
  visit -G --data-urlencode "request_uri=$request_uri" -d "client_id=$DEMO_FAPI_CLIENT" "$(demo_fapi_issuer)/authorize" || return
  page_shows 'name="password"' && check_login && check_consent
}

check_fapi_tokens() {
  tokens=$(fapi /token grant_type=authorization_code "code=$code" "redirect_uri=$DEMO_REDIRECT" "code_verifier=$DEMO_VERIFIER")
  [[ $(json_text token_type <<<"$tokens") == DPoP && $tokens == *'"id_token"'* ]]
}

check_fapi_refresh() {
  local token
  token=$(json_text refresh_token <<<"$tokens")
  [[ -n $token && $(fapi /token grant_type=refresh_token "refresh_token=$token" | json_text refresh_token) == "$token" ]]
}

check_fapi_credentials() {
  [[ $(fapi /token grant_type=client_credentials "scope=$DEMO_API_SCOPE" | json_text token_type) == DPoP ]]
}

check_apart() {
  [[ $(curl -s -o /dev/null -w '%{http_code}' -H "Authorization: Bearer $plain_token" "$(demo_fapi_issuer)/userinfo") == 401 ]]
}

check_reuse() { [[ $(redeem | json_text error) == invalid_grant ]]; }

check_stopped() {
  kill -TERM "$server" 2>/dev/null
  wait "$server"
}

demo_check_cleanup() {
  [[ -z ${server:-} ]] || kill "$server" 2>/dev/null || true
  rm -rf "$demo_folder"
}

demo_check() {
  local code='' tokens='' server='' request_uri='' plain_token=''
  trap demo_check_cleanup EXIT
  demo_prepare "$(mktemp -d)" "$(free_port)"
  build/release/apps/attestod/attestod --config "$demo_folder/attestod.toml" >"$demo_folder/log" 2>&1 &
  server=$!
  step "attestod answers at $(demo_issuer)" check_started
  step 'discovery names the issuer' check_discovery
  step 'an authorization request leads to the login page' check_login_page
  step 'a wrong password leads back to it' check_wrong_password
  step 'the right one leads to the consent page' check_login
  step 'consent leads to the client, with code, state and iss' check_consent
  step 'the code is redeemed for three tokens' check_tokens
  step 'userinfo knows who logged in' check_userinfo
  plain_token=$(json_text access_token <<<"$tokens")
  step 'a refresh brings another refresh token' check_refresh
  step 'client credentials bring a token' check_client_credentials
  step 'the code works once' check_reuse
  step 'the FAPI issuer takes a pushed request' check_push
  step 'it leads through login and consent' check_fapi_login
  step 'the code is redeemed for bound tokens' check_fapi_tokens
  step 'a refresh brings the same refresh token' check_fapi_refresh
  step 'client credentials bring a bound token' check_fapi_credentials
  step 'a token of the one issuer is nothing to the other' check_apart
  step 'attestod stops cleanly' check_stopped
  printf '%d of %d hold\n' "$held" "$steps"
  ((held == steps))
}
