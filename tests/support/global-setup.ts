import { makeTemplate } from './template.ts';

/** Jest calls the default export once before all test files. */
export default makeTemplate;
