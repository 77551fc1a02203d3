#!/usr/bin/env bash
# The command with a release's catalog that somebody worked in: a file changed, one added, one gone. Of what it says
# that alone: facts that are old by the day of the test are no matter here.
rm -rf share/scenarios/catalog
mkdir -p share/scenarios
cp -rL scenarios/catalog share/scenarios/catalog
echo '# cheaper now' >> share/scenarios/catalog/transfers.yaml
mv share/scenarios/catalog/climates.yaml share/scenarios/catalog/weather.yaml
code=0
ORRERY_SHARE=share "$@" 2> release.err || code=$?
grep -A1 'E0661' release.err | grep -v '^--$' >&2
exit $code
