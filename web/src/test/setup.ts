import { cleanup, configure } from '@testing-library/react';
import { afterEach } from 'vitest';

// What is waited for comes at once on an idle machine; beside a compiler it takes a while.
configure({ asyncUtilTimeout: 4_000 });
afterEach(cleanup);
