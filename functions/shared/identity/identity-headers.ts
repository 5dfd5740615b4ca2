/** The headers that tell a wiki who is visiting, each with the key of the authorizer's context that fills it. */
export const IDENTITY_HEADERS = {
  'X-Remote-User': 'username',
  'X-Remote-Email': 'email',
  'X-Wiki-Identity': 'assertion',
} as const;
