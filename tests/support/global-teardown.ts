import { removeTemplate } from './template.ts';

/** Jest calls the default export once after all test files. */
export default removeTemplate;
