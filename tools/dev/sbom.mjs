// SPDX 2.3 of what the program is made of: Debian packages that it links, npm packages in its page.
// usage: node sbom.mjs PROGRAM VERSION PACKAGE_LOCK > orrery.spdx.json
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, realpathSync } from 'node:fs';

const [program, version, lockFile] = process.argv.slice(2);
const run = (command, ...words) => execFileSync(command, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

/// The packages that own the libraries which the loader finds, and those of header-only libraries.
function debianPackages() {
  const files = run('ldd', program).split('\n').map((line) => line.match(/=> (\/\S+)/)?.[1]).filter(Boolean);
  const names = new Set(['libcli11-dev', 'libeigen3-dev', 'nlohmann-json3-dev', 'librandom123-dev', 'libboost1.74-dev']);
  for (const file of files) {
    for (const path of [file, realpathSync(file), realpathSync(file).replace(/^\/usr/, '')]) {
      try {
        names.add(run('dpkg-query', '-S', path).split(':')[0]);
        break;
      } catch { /* known under its other path */ }
    }
  }
  const rows = [];
  for (const name of [...names].sort()) {
    try {
      const [installed, source] = run('dpkg-query', '-W', '-f=${Version}\t${source:Package}', name).split('\n')[0].split('\t');
      rows.push({ name, version: installed, purl: `pkg:deb/debian/${source}@${installed}` });
    } catch { /* not of this system's Boost */ }
  }
  return rows;
}

function npmPackages() {
  const { packages } = JSON.parse(readFileSync(lockFile, 'utf8'));
  return Object.entries(packages)
    .filter(([path, p]) => path && !p.dev && !p.optional)
    .map(([path, p]) => ({ name: path.replace('node_modules/', ''), version: p.version, purl: `pkg:npm/${path.replace('node_modules/', '')}@${p.version}` }));
}

const id = (name) => `SPDXRef-${name.replace(/[^A-Za-z0-9.-]/g, '-')}`;
const entry = ({ name, version: v, purl }) => ({
  name, SPDXID: id(name), versionInfo: v, downloadLocation: 'NOASSERTION', filesAnalyzed: false, licenseConcluded: 'NOASSERTION',
  externalRefs: [{ referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: purl }],
});
const parts = [...debianPackages(), ...npmPackages()];
const hash = createHash('sha256').update(readFileSync(program)).digest('hex');
const created = new Date(1000 * Number(process.env.SOURCE_DATE_EPOCH ?? Math.floor(Date.now() / 1000))).toISOString().replace(/\.\d+Z/, 'Z');
const document = {
  spdxVersion: 'SPDX-2.3', dataLicense: 'CC0-1.0', SPDXID: 'SPDXRef-DOCUMENT', name: `orrery-${version}`,
  documentNamespace: `urn:orrery:sbom:${version}:${hash}`,
  creationInfo: { created, creators: ['Organization: The Orrery authors'] },
  packages: [
    { name: 'orrery', SPDXID: 'SPDXRef-orrery', versionInfo: version, downloadLocation: 'NOASSERTION', filesAnalyzed: false, licenseConcluded: 'Apache-2.0', checksums: [{ algorithm: 'SHA256', checksumValue: hash }] },
    ...parts.map(entry),
  ],
  relationships: [
    { spdxElementId: 'SPDXRef-DOCUMENT', relationshipType: 'DESCRIBES', relatedSpdxElement: 'SPDXRef-orrery' },
    ...parts.map((p) => ({ spdxElementId: 'SPDXRef-orrery', relationshipType: 'DEPENDS_ON', relatedSpdxElement: id(p.name) })),
  ],
};
console.log(JSON.stringify(document, null, 1));
