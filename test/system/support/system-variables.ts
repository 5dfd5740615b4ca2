// How the global setup tells the tests where everything is.
export const ENDPOINTS_VARIABLE = 'E2E_ENDPOINTS_FILE';
export const SWITCH_VARIABLE = 'E2E_STORE_SWITCH';
