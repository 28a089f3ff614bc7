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
names='subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1'

make_ca() { # NAME SUBJECT
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3 -subj "/CN=$2" \
    -addext 'basicConstraints=critical,CA:TRUE' -addext 'keyUsage=critical,keyCertSign,cRLSign' \
    -keyout "$dir/$1.key" -out "$dir/$1.pem" 2>/dev/null
}

make_server() { # CA FOLDER [validity options]
  ca=$1 folder=$2; shift 2
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj '/CN=localhost' \
    -keyout "$folder/server.key" -out "$folder/server.csr" 2>/dev/null
  printf '%s\n' "$names" 'extendedKeyUsage=serverAuth' 'basicConstraints=CA:FALSE' >"$folder/server.ext"
  openssl x509 -req -in "$folder/server.csr" -CA "$dir/$ca.pem" -CAkey "$dir/$ca.key" -CAcreateserial \
    -extfile "$folder/server.ext" -out "$folder/server.pem" "$@" 2>/dev/null
  rm "$folder/server.csr" "$folder/server.ext"
}

make_ca ca 'Keukentafel test CA'
make_ca other-ca 'Somebody else'
make_server ca "$dir" -days 3
make_server other-ca "$dir/other" -days 3
make_server ca "$dir/expired" -days -1
