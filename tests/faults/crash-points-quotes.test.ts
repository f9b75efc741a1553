import { describeCrashes } from '../support/crash/describe-crashes.ts';

describeCrashes(['intake', 'expiry', 'cancellation', 'desk price', 'withdrawal', 'revocation']);
