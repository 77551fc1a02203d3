#!/usr/bin/env bash
# The command with a catalog that lacks a coefficient: without_fact.sh NAME command …
mkdir -p share/scenarios
rm -rf share/scenarios/catalog
cp -rL scenarios/catalog share/scenarios/catalog
awk -v name="  $1:" 'index($0, name) == 1 { skip = 1; next } /^  [^ ]/ || /^[^ ]/ { skip = 0 } !skip' \
  scenarios/catalog/coefficients.yaml > share/scenarios/catalog/coefficients.yaml
shift
ORRERY_SHARE=share exec "$@"
