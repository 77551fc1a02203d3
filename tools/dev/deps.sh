#!/usr/bin/env bash
# Installs the Debian packages that are missing. Silent, and without network, when none is.
set -euo pipefail

packages=(g++ cmake ninja-build ccache libboost-iostreams-dev libeigen3-dev libyaml-cpp-dev
  libfmt-dev catch2 libcli11-dev libhowardhinnant-date-dev librandom123-dev libsimdjson-dev
  nlohmann-json3-dev libsqlite3-dev libzstd-dev zlib1g-dev coinor-libcbc-dev libxlsxwriter-dev
  librapidcheck-dev tzdata "$@")
# Any Boost that is there will do: 1.74 and 1.81 exclude each other, and nothing may be removed.
[ -e /usr/include/boost/version.hpp ] || packages+=(libboost-dev)
command -v node > /dev/null || packages+=(nodejs)
command -v npm > /dev/null || packages+=(npm)

missing=()
for package in "${packages[@]}"; do
  state=$(dpkg-query -W -f='${Status}' "$package" 2> /dev/null || true)
  [ "$state" = "install ok installed" ] || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo > /dev/null; then
    echo "These packages are missing, and neither root nor sudo is at hand. Please run:" >&2
    echo "  apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi
echo "Installing: ${missing[*]}" >&2
"${as_root[@]}" apt-get update -qq >&2
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
