import { describeCrashes } from '../support/crash/describe-crashes.ts';

describeCrashes(['acceptance', 'booking']);
