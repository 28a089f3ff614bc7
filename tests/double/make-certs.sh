#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# Certificates for one run of the tests: make-certs.sh DIR
#   ca.pem, server.pem, server.key     the organisation's CA and a server it vouches for
#   other-ca.pem, other/server.*       another CA nobody trusts, for the tests of a wrong certificate
#   expired/server.*                   the right CA, but its day is over
# They are valid for three days and never committed.
set -eu
dir=${1:?usage: make-certs.sh DIR}
umask 077
mkdir -p "$dir/other" "$dir/expired"

make_ca() { # NAME SUBJECT
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3 -subj "/CN=$2" \
    -addext 'basicConstraints=critical,CA:TRUE' -addext 'keyUsage=critical,keyCertSign,cRLSign' \
    -keyout "$dir/$1.key" -out "$dir/$1.pem" 2>/dev/null
}

make_server() { # CA FOLDER [FIRST-DAY LAST-DAY, as YYYYMMDD]
  validity='-days 3'
  [ $# = 2 ] || validity="-startdate ${3}000000Z -enddate ${4}000000Z"
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj '/CN=localhost' \
    -keyout "$2/server.key" -out "$2/server.csr" 2>/dev/null
  : >"$dir/index.txt"
  cat >"$dir/sign.cnf" <<EOF
[ca]
default_ca = here
[here]
database = $dir/index.txt
new_certs_dir = $dir
rand_serial = yes
default_md = sha256
policy = any
x509_extensions = server
[any]
commonName = supplied
[server]
subjectAltName = DNS:localhost,IP:127.0.0.1,IP:::1
extendedKeyUsage = serverAuth
basicConstraints = CA:FALSE
EOF
  openssl ca -batch -notext -config "$dir/sign.cnf" -cert "$dir/$1.pem" -keyfile "$dir/$1.key" -in "$2/server.csr" \
    -out "$2/server.pem" $validity 2>/dev/null
}

make_ca ca 'Keukentafel test CA'
make_ca other-ca 'Somebody else'
make_server ca "$dir"
make_server other-ca "$dir/other"
make_server ca "$dir/expired" 20200101 20200102
rm -f "$dir"/sign.cnf* "$dir"/index.txt* "$dir"/*.csr "$dir"/*/*.csr "$dir"/[0-9A-F]*.pem
