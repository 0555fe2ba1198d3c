// Validates Kubernetes manifests against Kubernetes' own schema: validate.js FILE...
'use strict';
const fs = require('node:fs');
const yaml = require('yaml');

for (const file of process.argv.slice(2)) {
  for (const document of yaml.parseAllDocuments(fs.readFileSync(file, 'utf8'))) {
    const manifest = document.toJS();
    const Model = require(`kubernetes-models/${manifest.apiVersion}/${manifest.kind}`)[manifest.kind];
    new Model(manifest).validate();
    console.log(`${file}: ${manifest.kind} ${manifest.metadata.name}`);
  }
}
