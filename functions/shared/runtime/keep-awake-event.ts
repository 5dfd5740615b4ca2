/** What lib/ schedules once a day for functions in a VPC. */
export const KEEP_AWAKE_EVENT = { keepAwake: true } as const;
