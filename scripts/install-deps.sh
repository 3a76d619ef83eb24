#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# shellcheck disable=SC2034,SC2086,SC2206 # lists of words, named by their group
#
# Installs the Debian packages that TSlice is built, tested and formatted with,
# and only those that are missing. Says nothing and needs no rights when all are
# there. Usage: install-deps.sh [--list] [build|sanitize|format]...
set -euo pipefail

build="llvm-22-dev llvm-22-tools libmlir-22-dev mlir-22-tools clang-22 lld-22
       cmake ninja-build g++ git libgtest-dev libbenchmark-dev libdlpack-dev
       python3 python3-numpy python3-psutil tango-icon-theme"
sanitize="libclang-rt-22-dev"
format="clang-format-22 clang-tidy-22"

list_only=false
wanted=
for group in "${@:-build}"; do
  case $group in
  --list) list_only=true ;;
  build | sanitize | format) wanted+=" ${!group}" ;;
  *)
    echo "install-deps.sh: unknown group '$group'; the groups are build, sanitize, format" >&2
    exit 2
    ;;
  esac
done
wanted=${wanted:-$build}
if $list_only; then
  printf '%s\n' $wanted
  exit 0
fi

# Elsewhere CMake looks for what it needs, and says what it did not find.
command -v apt-get >/dev/null && command -v dpkg-query >/dev/null || exit 0

missing=
for package in $wanted; do
  state=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true)
  [ "$state" = "install ok installed" ] || missing+=" $package"
done
[ -n "$missing" ] || exit 0

# The package lists of a new machine are empty: then say what a bare Debian 12
# would take, or a compiler and its friends where MLIR is there already.
about=about
bytes=$(apt-get install --print-uris -qq --no-install-recommends $missing 2>/dev/null |
  awk '{ sum += $3 } END { print sum + 0 }' || true)
if [ "${bytes:-0}" = 0 ]; then
  about="up to"
  case $missing in
  *mlir*) bytes=349000000 ;;
  *) bytes=99000000 ;;
  esac
fi
echo "TSlice: $about $((bytes / 1000000 + 1)) MB of Debian packages to download and install," \
  "$((1 + bytes / 400000000)) to $((2 + bytes / 60000000)) minutes:$missing"

command=(apt-get install -y --no-install-recommends $missing)
as_root=()
if [ "$(id -u)" != 0 ]; then
  if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root=(sudo -n)
  else
    echo "TSlice: not allowed to install them; as root, run: apt-get update && ${command[*]}" >&2
    exit 1
  fi
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
run() {
  ${as_root[@]+"${as_root[@]}"} env DEBIAN_FRONTEND=noninteractive LC_ALL=C \
    "$@" -o DPkg::Lock::Timeout=300 </dev/null >>"$log" 2>&1
}

# A source that cannot be read is no reason to stop as long as the others have
# the packages.
run apt-get update || true
for package in $missing; do
  if [ -z "$(apt-cache madison "$package" 2>/dev/null)" ]; then
    grep -E '^(E|W|Err)' "$log" >&2 || true
    echo "TSlice: the configured package sources offer no '$package';" \
      "Debian 12 has it in bookworm or bookworm-security (component main)" >&2
    exit 1
  fi
done
if ! run "${command[@]}"; then
  tail -n 20 "$log" >&2
  echo "TSlice: installing failed, see above; the command was: ${command[*]}" >&2
  exit 1
fi
