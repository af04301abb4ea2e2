// Prints the bibliographies that citeproc-js makes: node bibliographies.js FOLDER < cases.json
// FOLDER holds node_modules/citeproc; a case is {style, locale, locales, items}.
const path = require('path');
const CSL = require(path.join(path.resolve(process.argv[2]), 'node_modules', 'citeproc'));
const cases = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const made = cases.map((one) => {
  const items = Object.fromEntries(one.items.map((item) => [item.id, item]));
  const system = {
    retrieveLocale: (name) => one.locales[name] || one.locales['en-US'],
    retrieveItem: (key) => items[key],
  };
  const engine = new CSL.Engine(system, one.style, one.locale, true);
  engine.updateItems(one.items.map((item) => item.id));
  const bibliography = engine.makeBibliography();
  return bibliography[1].map((line, at) => [bibliography[0].entry_ids[at][0], line]);
});
process.stdout.write(JSON.stringify(made));
