# shellcheck shell=bash
# Installs what a verb of ./dev needs, and nothing that is there already.

# The packages of tools/packages-<name>.txt for each name.
listed_packages() {
  local name
  for name in "$@"; do sed 's/#.*//' "tools/packages-$name.txt"; done | tr -s ' \n' '\n' | sed '/^$/d' | sort -u
}

has_node() {
  command -v node npm >/dev/null && (($(node -p 'process.versions.node.split(".")[0]') >= 18))
}

# Those of the packages on standard input that are not installed.
missing_packages() {
  local wanted installed
  mapfile -t wanted < <(sort -u)
  # dpkg-query fails if it has never heard of one of them.
  installed=$({ dpkg-query -W -f '${Package} ${db:Status-Status}\n' "${wanted[@]}" 2>/dev/null || true; } \
    | sed -n 's/ installed$//p' | sort -u)
  comm -23 <(printf '%s\n' "${wanted[@]}") <(printf '%s\n' "$installed")
}

as_root() {
  if ((EUID == 0)); then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    complain "this needs root; run as root, install sudo, or have someone run: $*"
  fi
}

# Debian can't have both versions of Boost's headers; apt would refuse in its own words.
check_boost_conflict() {
  [[ $1 == *libboost1.81-dev* && -z $(missing_packages <<<libboost1.74-dev) ]] || return 0
  complain "libboost1.74-dev is installed and conflicts with libboost1.81-dev, which the HTTP engine needs." \
    "Remove it first: apt-get remove libboost1.74-dev (programs already built with it keep working)"
}

# install_packages NAME...: one dpkg-query if all is there; apt only for what is missing.
install_packages() {
  command -v apt-get dpkg-query >/dev/null || complain "./dev installs Debian 12 packages, but apt-get is not here"
  local missing packages
  missing=$(listed_packages "$@" | missing_packages)
  if has_node 2>/dev/null; then missing=$(sed -E '/^(nodejs|npm)$/d' <<<"$missing"); fi
  [[ -n $missing ]] || return 0
  check_boost_conflict "$missing"
  mapfile -t packages <<<"$missing"
  say "installing ${packages[*]}"
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -yqq --no-install-recommends "${packages[@]}" </dev/null >/dev/null
}

# The npm packages of tests/browser and tests/clients, exactly as locked.
install_npm_packages() {
  local folder=tests
  cmp -s $folder/package-lock.json $folder/node_modules/.installed-lock && return 0
  say "installing the npm packages of $folder"
  npm ci --prefix $folder --no-audit --no-fund --loglevel=error </dev/null
  cp $folder/package-lock.json $folder/node_modules/.installed-lock
}
