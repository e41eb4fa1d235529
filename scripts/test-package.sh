#!/usr/bin/env bash
# Makes the Debian package, installs it in a bare Debian 12 and runs the example there.
# Usage: scripts/test-package.sh [BUILD_FOLDER]     as root; needs mmdebstrap, chroot and the network
set -euo pipefail
cd "$(dirname "$0")/.."
build=$(realpath "${1:-build/release}")
[ "$(id -u)" = 0 ] || { echo "skipped: the package is tried in a chroot, which needs root"; exit 0; }
command -v mmdebstrap > /dev/null || { echo "skipped: no mmdebstrap (apt-get install mmdebstrap)"; exit 0; }

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
(cd "$build" && cpack -G DEB -B "$folder/package" > /dev/null)
package=$(ls "$folder"/package/*.deb)
echo "package: $(basename "$package"), $(du -k "$package" | cut -f1) kB"

mmdebstrap --quiet --variant=minbase bookworm "$folder/root"
cp "$package" "$folder/root/tmp/terrabalance.deb"
cp /etc/resolv.conf "$folder/root/etc/"
inside() { chroot "$folder/root" env HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive "$@"; }
inside apt-get update -qq
inside apt-get install -y -qq --no-install-recommends /tmp/terrabalance.deb > "$folder/log" 2>&1 || { tail "$folder/log" >&2; exit 1; }
inside terrabalance --version
inside terrabalance doctor
inside cp -r /usr/share/terrabalance/examples/beibu-gulf /root/
inside terrabalance -q run /root/beibu-gulf/study.toml
inside terrabalance report /root/beibu-gulf/results.h5
inside terrabalance table /root/beibu-gulf/results.h5 account/balance | sed -n 1,3p
inside test -s /usr/share/man/man1/terrabalance-account.1.gz -o -s /usr/share/man/man1/terrabalance-account.1
inside test -s /usr/share/bash-completion/completions/terrabalance
echo "package: installed in a bare Debian 12, the example runs"
