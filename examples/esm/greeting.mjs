import { capitalize } from './words.mjs';

export const greet = (name) => `Hello, ${capitalize(name)}!`;
export default greet;
