#!/usr/bin/env bash
# What a FAPI 2.0 client sends: a form with an assertion of its identity (RFC 7523) and a DPoP proof (RFC 9449), both
# signed with the Ed25519 key of the demo client that ./dev run made.
#
#   tools/fapi_request.sh FOLDER PATH NAME=VALUE...     e.g. tools/fapi_request.sh var /par response_type=code
set -euo pipefail
readonly CLIENT=demo-fapi

base64url() { base64 -w 0 | tr '+/' '-_' | tr -d '='; }
identifier() { head -c 16 /dev/urandom | base64url; }

# The raw public key is the end of its DER form (RFC 8410 §4).
public_jwk() {
  printf '{"kty":"OKP","crv":"Ed25519","x":"%s"}' \
    "$(openssl pkey -in "$1" -pubout -outform DER | tail -c 32 | base64url)"
}

# sign HEADER CLAIMS: a JWT (RFC 7515 §7.1, RFC 8037 §3.1).
sign() {
  local input file
  input=$(printf %s "$1" | base64url).$(printf %s "$2" | base64url)
  file=$(mktemp)
  printf %s "$input" >"$file"
  printf '%s.%s' "$input" "$(openssl pkeyutl -sign -inkey "$key" -rawin -in "$file" | base64url)"
  rm -f "$file"
}

if [[ ${1:-} == --jwk ]]; then public_jwk "$2" && exit; fi
(($# >= 2)) || { sed -n '2,5s/^# \{0,1\}//p' "$0" >&2 && exit 2; }
key=$1/fapi.pem
issuer=$(sed -n 's/^url *= *"\(.*\)"/\1/p' "$1/attestod.toml" | sed -n 2p)
url=$issuer$2
now=$(date +%s)
shift 2

assertion=$(sign '{"alg":"EdDSA"}' \
  "{\"iss\":\"$CLIENT\",\"sub\":\"$CLIENT\",\"aud\":\"$issuer\",\"jti\":\"$(identifier)\",\"iat\":$now,\"exp\":$((now + 60))}")
proof=$(sign "{\"typ\":\"dpop+jwt\",\"alg\":\"EdDSA\",\"jwk\":$(public_jwk "$key")}" \
  "{\"jti\":\"$(identifier)\",\"htm\":\"POST\",\"htu\":\"$url\",\"iat\":$now}")
fields=(-d "client_assertion=$assertion")
for field in "$@"; do fields+=(--data-urlencode "$field"); done
curl -sS --max-time 10 -H "DPoP: $proof" "${fields[@]}" -d "client_id=$CLIENT" \
  --data-urlencode client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer "$url"
echo
