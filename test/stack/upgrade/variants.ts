/** Which variants an upgrade is judged by: together they have every kind of resource that must be kept. */
export const UPGRADED = [
  'vpc store, domains in a zone, two wikis',
  'vpc store in an existing VPC, domains with a certificate, two wikis',
  'public store, no domain, one wiki',
];
/** Written at a release; see CONTRIBUTING.md. */
export const RELEASED_FILE = 'test/stack/upgrade/released.json';
