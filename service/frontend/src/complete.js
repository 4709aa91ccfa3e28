// What the editor proposes: prefixes of the dataset, its classes and its properties, by the
// beginning of their IRI or by any part of their name. Nothing outside is asked.

const MOST = 60;
const LOCAL_NAME = /^[A-Za-z_][\w-]*$/;

export function proposer({ prefixes, terms }) {
  const byIri = new Map(terms.map((term) => [term.iri, term]));

  // How a query writes an IRI, with the prefixes that it declares or else with the dataset's.
  function written(iri, declared = {}) {
    for (const known of [declared, prefixes]) {
      for (const [name, space] of Object.entries(known)) {
        const local = iri.slice(space.length);
        if (iri.startsWith(space) && LOCAL_NAME.test(local)) return `${name}:${local}`;
      }
    }
    return `<${iri}>`;
  }

  function matching(sort, token) {
    const typed = token.string.trim().replace(/^</, "");
    const start = (token.autocompletionString ?? typed).toLowerCase();
    const [name, fragment] = typed.includes(":") && !typed.includes("/") ? typed.split(":", 2) : ["", typed];
    const space = prefixes[name] ?? token.tokenPrefixUri ?? "";
    const part = fragment.toLowerCase();
    const rank = ({ iri, label }) => {
      if (space && !iri.startsWith(space)) return 3;
      const local = iri.slice(iri.search(/[^/#]*$/)).toLowerCase();
      if (iri.toLowerCase().startsWith(start) || local.startsWith(part)) return 0;
      return local.includes(part) || label.toLowerCase().includes(part) ? 1 : 3;
    };
    return terms
      .filter((term) => term.sort === sort)
      .map((term) => [rank(term), term.iri])
      .filter(([rank]) => rank < 3)
      .sort(([one, iri], [other, another]) => one - other || iri.localeCompare(another))
      .slice(0, MOST)
      .map(([, iri]) => iri);
  }

  return { byIri, prefixes, written, matching };
}
