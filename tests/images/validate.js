// Validates Kubernetes manifests against Kubernetes' own schema: validate.js FILE... A field that the
// schema does not know is refused too, as it is by kubectl: most often it is misspelled.
'use strict';
const fs = require('node:fs');
const yaml = require('yaml');

// `value`, which strikes each of its fields off `unread` once it is read.
function watched(value, path, unread) {
  if (value === null || typeof value !== 'object') return value;
  const fields = new Map(Object.keys(value).map((name) => [name, watched(value[name], `${path}.${name}`, unread)]));
  for (const name of fields.keys()) unread.add(`${path}.${name}`);
  return new Proxy(value, {
    get(target, name) {
      if (!fields.has(name)) return target[name];
      unread.delete(`${path}.${name}`);
      return fields.get(name);
    },
  });
}

for (const file of process.argv.slice(2)) {
  const documents = yaml.parseAllDocuments(fs.readFileSync(file, 'utf8'));
  if (documents.length === 0) throw new Error(`${file}: there is no manifest in it`);
  for (const document of documents) {
    for (const error of [...document.errors, ...document.warnings]) throw error;
    const manifest = document.toJS();
    const Model = require(`kubernetes-models/${manifest.apiVersion}/${manifest.kind}`)[manifest.kind];
    const unread = new Set();
    Model.prototype.validate.call(watched(new Model(manifest), manifest.kind, unread));
    if (unread.size > 0) throw new Error(`${file}: no such field: ${[...unread].join(' ')}`);
    console.log(`${file}: ${manifest.kind} ${manifest.metadata.name}`);
  }
}
