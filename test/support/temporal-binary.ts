/** Tests run the same server binary as the product, from the same cache. */
export { resolveServerBinary } from '../../client/server-binary';
