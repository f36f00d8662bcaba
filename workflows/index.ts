export { runRecovery } from './run-recovery';
